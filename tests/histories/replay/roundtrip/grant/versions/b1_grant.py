"""a privilege stays"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("GRANT SELECT ON notes TO PUBLIC")


def downgrade() -> None:
    pass

"""a publication stays"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("DROP PUBLICATION IF EXISTS all_notes")
    op.execute("CREATE PUBLICATION all_notes FOR TABLE notes")


def downgrade() -> None:
    pass

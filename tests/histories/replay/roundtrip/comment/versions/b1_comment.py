"""a comment of a table stays"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("COMMENT ON TABLE notes IS 'what people write'")


def downgrade() -> None:
    pass

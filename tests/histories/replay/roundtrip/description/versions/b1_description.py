"""a comment of a function stays"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("COMMENT ON FUNCTION stamped() IS 'of no use'")


def downgrade() -> None:
    pass

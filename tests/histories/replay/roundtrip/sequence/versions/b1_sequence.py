"""a sequence stays"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("DROP SEQUENCE IF EXISTS numbers")
    op.execute("CREATE SEQUENCE numbers")


def downgrade() -> None:
    pass

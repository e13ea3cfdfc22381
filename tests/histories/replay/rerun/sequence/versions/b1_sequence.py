"""a sequence"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE SEQUENCE numbers")


def downgrade() -> None:
    op.execute("DROP SEQUENCE numbers")

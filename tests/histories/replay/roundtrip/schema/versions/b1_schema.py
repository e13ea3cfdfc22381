"""a schema stays"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS shop")


def downgrade() -> None:
    pass

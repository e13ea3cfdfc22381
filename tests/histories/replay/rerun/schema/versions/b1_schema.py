"""a schema"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE SCHEMA shop")


def downgrade() -> None:
    op.execute("DROP SCHEMA shop")

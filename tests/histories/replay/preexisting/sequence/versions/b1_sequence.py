"""a sequence by name"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE SEQUENCE IF NOT EXISTS numbers AS integer INCREMENT 10")


def downgrade() -> None:
    op.execute("DROP SEQUENCE IF EXISTS numbers")

"""an extension"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE EXTENSION citext")


def downgrade() -> None:
    op.execute("DROP EXTENSION citext")

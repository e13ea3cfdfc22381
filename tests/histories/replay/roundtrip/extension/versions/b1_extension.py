"""an extension stays"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("DROP EXTENSION IF EXISTS citext")
    op.execute("CREATE EXTENSION citext")


def downgrade() -> None:
    pass

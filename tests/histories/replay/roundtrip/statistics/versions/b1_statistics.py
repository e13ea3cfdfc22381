"""extended statistics stay"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("DROP STATISTICS IF EXISTS together")
    op.execute("CREATE STATISTICS together (dependencies) ON title, body FROM notes")


def downgrade() -> None:
    pass

"""a materialized view by name"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE MATERIALIZED VIEW IF NOT EXISTS titles AS SELECT title FROM notes")


def downgrade() -> None:
    op.execute("DROP MATERIALIZED VIEW IF EXISTS titles")

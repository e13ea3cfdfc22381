"""a view stays"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("DROP VIEW IF EXISTS titles")
    op.execute("CREATE VIEW titles AS SELECT title FROM notes")


def downgrade() -> None:
    pass

"""a view"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE VIEW titles AS SELECT title FROM notes")


def downgrade() -> None:
    op.execute("DROP VIEW titles")

"""a column changes its type under a view"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE VIEW titles AS SELECT title FROM notes")
    op.alter_column("notes", "title", type_=sa.String(80))


def downgrade() -> None:
    op.execute("DROP VIEW titles")

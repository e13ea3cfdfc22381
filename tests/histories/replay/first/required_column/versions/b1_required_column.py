"""a column that must have a value, and rows that have none"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.add_column("notes", sa.Column("author", sa.Text, nullable=False))


def downgrade() -> None:
    op.drop_column("notes", "author")

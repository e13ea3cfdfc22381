"""another name for a column"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.alter_column("notes", "body", new_column_name="words")


def downgrade() -> None:
    op.alter_column("notes", "words", new_column_name="body")

"""another name for a table"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.rename_table("archive", "attic")


def downgrade() -> None:
    op.rename_table("attic", "archive")

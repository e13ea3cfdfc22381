"""an index by name"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.create_index("ix_notes_title", "notes", ["title"], if_not_exists=True)


def downgrade() -> None:
    op.drop_index("ix_notes_title", "notes", if_exists=True)

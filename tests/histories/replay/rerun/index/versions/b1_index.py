"""an index"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.create_index("ix_notes_title", "notes", ["title"])


def downgrade() -> None:
    op.drop_index("ix_notes_title", "notes")

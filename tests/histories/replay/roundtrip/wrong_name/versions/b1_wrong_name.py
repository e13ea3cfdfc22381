"""an index is dropped by a name that it has not"""

from alembic import op

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    ensure.index("ix_notes_title", "notes", ["title"])


def downgrade() -> None:
    op.drop_index("notes_title_idx", "notes")

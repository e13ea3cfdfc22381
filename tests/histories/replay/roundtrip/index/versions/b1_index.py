"""an index stays"""

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    ensure.index("ix_notes_title", "notes", ["title"])


def downgrade() -> None:
    pass

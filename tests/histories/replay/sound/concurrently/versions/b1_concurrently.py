"""an index without a lock, rebuilt where a crash has left it INVALID"""

from alembic import op

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        ensure.index("ix_notes_title", "notes", ["title"], postgresql_concurrently=True)


def downgrade() -> None:
    ensure.no_index("ix_notes_title", "notes")

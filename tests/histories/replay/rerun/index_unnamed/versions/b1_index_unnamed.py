"""an index that PostgreSQL names"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE INDEX ON notes (title)")


def downgrade() -> None:
    op.drop_index("notes_title_idx", "notes")

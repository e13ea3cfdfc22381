"""a CHECK that PostgreSQL names"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE notes ADD CHECK (title <> '-')")


def downgrade() -> None:
    op.drop_constraint("notes_title_check", "notes")

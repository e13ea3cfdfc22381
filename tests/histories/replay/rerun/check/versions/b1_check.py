"""a CHECK"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.create_check_constraint("ck_notes_title", "notes", "title <> '-'")


def downgrade() -> None:
    op.drop_constraint("ck_notes_title", "notes")

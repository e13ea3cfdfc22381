"""if_not_exists, which Alembic swallows"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.create_unique_constraint("uq_notes_id_title", "notes", ["id", "title"], if_not_exists=True)


def downgrade() -> None:
    op.drop_constraint("uq_notes_id_title", "notes")

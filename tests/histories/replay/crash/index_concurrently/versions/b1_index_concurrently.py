"""an index by name, which a crash leaves INVALID"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_notes_title",
            "notes",
            ["title"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    op.drop_index("ix_notes_title", "notes")

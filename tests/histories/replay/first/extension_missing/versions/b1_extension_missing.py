"""a type of an extension that nobody has created"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE notes ADD COLUMN nickname citext")


def downgrade() -> None:
    op.drop_column("notes", "nickname")

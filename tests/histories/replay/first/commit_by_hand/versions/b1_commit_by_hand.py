"""a commit by hand: what follows it is lost, the stamp too"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE notes ADD COLUMN IF NOT EXISTS author text")
    op.get_bind().commit()
    op.execute("UPDATE notes SET author = 'nobody'")


def downgrade() -> None:
    op.drop_column("notes", "author")

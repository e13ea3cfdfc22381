"""the next number each time"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE SEQUENCE IF NOT EXISTS numbers")
    op.execute("ALTER TABLE notes ADD COLUMN IF NOT EXISTS number bigint")
    op.execute("UPDATE notes SET number = nextval('numbers')")


def downgrade() -> None:
    op.drop_column("notes", "number")
    op.execute("DROP SEQUENCE numbers")

"""one more each time, where no reader of SQL looks"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("DO $$ BEGIN UPDATE notes SET likes = likes + 1; END $$")


def downgrade() -> None:
    op.execute("UPDATE notes SET likes = likes - 1")

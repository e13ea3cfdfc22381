"""guards at both ends, none for the step between"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE notes ADD COLUMN IF NOT EXISTS words text")
    op.execute("UPDATE notes SET words = body")
    op.execute("ALTER TABLE notes DROP COLUMN IF EXISTS body")


def downgrade() -> None:
    op.execute("ALTER TABLE notes RENAME words TO body")

"""guards of their own for each statement"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE notes DROP CONSTRAINT IF EXISTS ck_notes_likes")
    op.execute("ALTER TABLE notes ADD CONSTRAINT ck_notes_likes CHECK (likes > -9)")
    op.execute("CREATE OR REPLACE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'")
    op.execute("UPDATE notes SET pinned = true WHERE pinned IS NULL")


def downgrade() -> None:
    op.execute("DROP FUNCTION IF EXISTS one()")
    op.execute("ALTER TABLE notes DROP CONSTRAINT IF EXISTS ck_notes_likes")

"""a constraint by name"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("""
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'ck_notes_likes') THEN
            ALTER TABLE notes ADD CONSTRAINT ck_notes_likes CHECK (likes > -9);
          END IF;
        END $$
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE notes DROP CONSTRAINT IF EXISTS ck_notes_likes")

"""a foreign key by name"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("""
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'fk_notes_twin') THEN
            ALTER TABLE notes ADD CONSTRAINT fk_notes_twin
              FOREIGN KEY (id) REFERENCES notes (id) ON DELETE CASCADE;
          END IF;
        END $$
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE notes DROP CONSTRAINT IF EXISTS fk_notes_twin")

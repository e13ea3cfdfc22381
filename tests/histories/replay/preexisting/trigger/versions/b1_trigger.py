"""a trigger by name"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("""
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'stamped') THEN
            CREATE TRIGGER stamped BEFORE UPDATE ON notes
              FOR EACH ROW EXECUTE FUNCTION stamped();
          END IF;
        END $$
    """)


def downgrade() -> None:
    op.execute("DROP TRIGGER IF EXISTS stamped ON notes")

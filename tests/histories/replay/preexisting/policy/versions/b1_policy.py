"""a policy by name"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("""
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_policy WHERE polname = 'readers') THEN
            CREATE POLICY readers ON notes FOR SELECT USING (likes > 0);
          END IF;
        END $$
    """)


def downgrade() -> None:
    op.execute("DROP POLICY IF EXISTS readers ON notes")

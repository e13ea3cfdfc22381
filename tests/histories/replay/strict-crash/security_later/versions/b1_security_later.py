"""a policy, and row security only where that is new"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    there = sa.text("SELECT FROM pg_policy WHERE polname = 'readers'")
    if op.get_bind().execute(there).first() is None:
        op.execute("CREATE POLICY readers ON notes FOR SELECT USING (likes > 0)")
        op.execute("ALTER TABLE notes ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.execute("ALTER TABLE notes DISABLE ROW LEVEL SECURITY")
    op.execute("DROP POLICY readers ON notes")

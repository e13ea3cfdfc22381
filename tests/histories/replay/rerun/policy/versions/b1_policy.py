"""a policy"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE POLICY readers ON notes FOR SELECT USING (likes > 0)")


def downgrade() -> None:
    op.execute("DROP POLICY readers ON notes")

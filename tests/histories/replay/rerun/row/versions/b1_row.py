"""a row without a key"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("INSERT INTO archive (title) VALUES ('welcome')")


def downgrade() -> None:
    op.execute("DELETE FROM archive WHERE title = 'welcome'")

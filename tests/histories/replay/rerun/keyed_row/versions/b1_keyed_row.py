"""a row with a key"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("INSERT INTO settings (name, value) VALUES ('theme', 'dark')")


def downgrade() -> None:
    op.execute("DELETE FROM settings WHERE name = 'theme'")

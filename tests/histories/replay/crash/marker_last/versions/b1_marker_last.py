"""rows first, then the word that they are there"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    there = sa.text("SELECT FROM settings WHERE name = 'welcomed'")
    if op.get_bind().execute(there).first() is None:
        with op.get_context().autocommit_block():
            op.execute("INSERT INTO archive (title) VALUES ('welcome')")
            op.execute("INSERT INTO settings (name, value) VALUES ('welcomed', 'yes')")


def downgrade() -> None:
    op.execute("DELETE FROM settings WHERE name = 'welcomed'")

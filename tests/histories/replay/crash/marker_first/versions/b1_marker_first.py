"""the word that rows are there, and then the rows"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    there = sa.text("SELECT FROM settings WHERE name = 'welcomed'")
    if op.get_bind().execute(there).first() is None:
        with op.get_context().autocommit_block():
            op.execute("INSERT INTO settings (name, value) VALUES ('welcomed', 'yes')")
            op.execute("INSERT INTO archive (title) VALUES ('welcome')")


def downgrade() -> None:
    op.execute("DELETE FROM settings WHERE name = 'welcomed'")

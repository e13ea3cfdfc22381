"""a constraint by name, which is validated only where it is new"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    there = sa.text("SELECT FROM pg_constraint WHERE conname = 'ck_notes_title'")
    if op.get_bind().execute(there).first() is None:
        with op.get_context().autocommit_block():
            op.execute(
                "ALTER TABLE notes ADD CONSTRAINT ck_notes_title CHECK (likes > -9) NOT VALID"
            )
            op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_title")


def downgrade() -> None:
    op.drop_constraint("ck_notes_title", "notes")

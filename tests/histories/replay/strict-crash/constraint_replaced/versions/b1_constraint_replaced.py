"""the old constraint gone is taken for the new one there"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    there = sa.text("SELECT FROM pg_constraint WHERE conname = 'ck_owners_name'")
    if op.get_bind().execute(there).first() is not None:
        op.drop_constraint("ck_owners_name", "owners")
        op.create_check_constraint("ck_owners_known", "owners", "name <> 'nobody'")


def downgrade() -> None:
    op.drop_constraint("ck_owners_known", "owners")
    op.create_check_constraint("ck_owners_name", "owners", "name <> ''")

"""a label without a guard, under a guard for what comes after it"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table("moods"):
        return
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE mood ADD VALUE 'fine'")
    op.execute("CREATE TABLE moods (mood mood DEFAULT 'fine')")


def downgrade() -> None:
    op.drop_table("moods")

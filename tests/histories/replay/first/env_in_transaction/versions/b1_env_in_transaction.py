"""an autocommit block, where env.py has begun a transaction of its own"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'fine'")


def downgrade() -> None:
    pass

"""a label of an enum type"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TYPE mood ADD VALUE 'fine'")


def downgrade() -> None:
    pass

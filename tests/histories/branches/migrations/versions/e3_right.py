"""right"""

from alembic import op

revision = "e3"
down_revision = "e1"


def upgrade() -> None:
    op.execute("SELECT 1")


def downgrade() -> None:
    pass

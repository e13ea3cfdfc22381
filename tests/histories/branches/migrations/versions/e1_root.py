"""root"""

from alembic import op

revision = "e1"
down_revision = None


def upgrade() -> None:
    op.execute("SELECT 1")


def downgrade() -> None:
    pass

"""an enum type"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE TYPE priority AS ENUM ('low', 'high')")


def downgrade() -> None:
    op.execute("DROP TYPE priority")

"""mood"""

from alembic import op

revision = "h1"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE TYPE mood AS ENUM ('sad', 'ok')")


def downgrade() -> None:
    pass

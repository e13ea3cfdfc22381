"""another word for a label"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'")


def downgrade() -> None:
    op.execute("ALTER TYPE mood RENAME VALUE 'fine' TO 'ok'")

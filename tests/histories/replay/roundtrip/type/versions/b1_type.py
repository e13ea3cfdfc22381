"""a domain stays"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("DROP DOMAIN IF EXISTS percent")
    op.execute("CREATE DOMAIN percent AS integer CHECK (VALUE BETWEEN 0 AND 100)")


def downgrade() -> None:
    pass

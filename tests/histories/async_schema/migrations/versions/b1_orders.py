"""orders"""

from alembic import op

revision = "b1"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE TABLE shop.orders (id int PRIMARY KEY)")


def downgrade() -> None:
    pass

"""an engine that commits each statement by itself"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table("orders"):
        return
    op.create_table("orders", sa.Column("name", sa.Text))
    op.create_index("ix_orders_name", "orders", ["name"])


def downgrade() -> None:
    op.drop_table("orders")

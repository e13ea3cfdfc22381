"""a table is dropped before the one that refers to it"""

import sqlalchemy as sa
from alembic import op

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    ensure.table("orders", sa.Column("id", sa.Integer, primary_key=True))
    ensure.table("lines", sa.Column("order_id", sa.Integer, sa.ForeignKey("orders.id")))


def downgrade() -> None:
    op.drop_table("orders")
    op.drop_table("lines")

"""a table that the inspector finds"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    if not sa.inspect(op.get_bind()).has_table("orders"):
        op.create_table("orders", sa.Column("name", sa.Text, nullable=False))


def downgrade() -> None:
    op.drop_table("orders", if_exists=True)

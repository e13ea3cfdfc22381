"""a guard on the last object: where that is there alone, nothing is done"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table("lines"):
        return
    op.create_table("orders", sa.Column("id", sa.Integer), if_not_exists=True)
    op.create_table("lines", sa.Column("id", sa.Integer))


def downgrade() -> None:
    op.drop_table("lines", if_exists=True)
    op.drop_table("orders", if_exists=True)

"""a table by name"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True), if_not_exists=True)


def downgrade() -> None:
    op.drop_table("orders", if_exists=True)

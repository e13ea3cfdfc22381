"""a table goes"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.drop_table("archive")


def downgrade() -> None:
    op.create_table("archive", sa.Column("title", sa.Text), sa.Column("body", sa.Text))

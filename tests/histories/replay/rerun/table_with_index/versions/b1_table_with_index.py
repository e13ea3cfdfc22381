"""if_not_exists, which the index of a column does not hear of"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.create_table("tasks", sa.Column("name", sa.Text, index=True), if_not_exists=True)


def downgrade() -> None:
    op.drop_table("tasks")

"""if_not_exists, which the type of a column does not hear of"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    priority = sa.Enum("low", "high", name="priority")
    op.create_table("tasks", sa.Column("priority", priority), if_not_exists=True)


def downgrade() -> None:
    op.drop_table("tasks")
    op.execute("DROP TYPE priority")

"""a type is created, and the table that uses it creates it again"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    priority = sa.Enum("low", "high", name="priority")
    priority.create(op.get_bind(), checkfirst=True)
    op.create_table("tasks", sa.Column("priority", priority))


def downgrade() -> None:
    op.drop_table("tasks")
    op.execute("DROP TYPE priority")

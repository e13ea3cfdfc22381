"""the table goes, the type of its column stays"""

import sqlalchemy as sa
from alembic import op

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    ensure.table("tasks", sa.Column("priority", sa.Enum("low", "high", name="priority")))


def downgrade() -> None:
    op.drop_table("tasks")

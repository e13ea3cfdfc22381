"""a column that an earlier revision has added"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.add_column("notes", sa.Column("likes", sa.Integer))


def downgrade() -> None:
    op.drop_column("notes", "likes")

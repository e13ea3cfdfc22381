"""a column by name"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.add_column("notes", sa.Column("stars", sa.Integer), if_not_exists=True)


def downgrade() -> None:
    op.drop_column("notes", "stars", if_exists=True)

"""a column that the inspector finds"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    columns = sa.inspect(op.get_bind()).get_columns("notes")
    if "stars" not in [one["name"] for one in columns]:
        op.add_column("notes", sa.Column("stars", sa.Integer))


def downgrade() -> None:
    op.drop_column("notes", "stars", if_exists=True)

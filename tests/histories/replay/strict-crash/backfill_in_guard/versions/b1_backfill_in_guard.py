"""a column that is filled only where it is new"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    columns = sa.inspect(op.get_bind()).get_columns("notes")
    if "author" not in [one["name"] for one in columns]:
        op.add_column("notes", sa.Column("author", sa.Text))
        op.execute("UPDATE notes SET author = 'nobody'")


def downgrade() -> None:
    op.drop_column("notes", "author")

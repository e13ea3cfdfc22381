"""a default for old rows, taken away again only where it was set"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    columns = sa.inspect(op.get_bind()).get_columns("notes")
    if "author" not in [one["name"] for one in columns]:
        op.execute("ALTER TABLE notes ADD COLUMN author text NOT NULL DEFAULT 'nobody'")
        op.alter_column("notes", "author", server_default=None)


def downgrade() -> None:
    op.drop_column("notes", "author")

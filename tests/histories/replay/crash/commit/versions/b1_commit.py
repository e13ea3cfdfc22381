"""a COMMIT, and a guard that looks at what came before it"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    columns = sa.inspect(op.get_bind()).get_columns("notes")
    if "author" in [one["name"] for one in columns]:
        return
    op.execute("ALTER TABLE notes ADD COLUMN author text")
    op.execute("COMMIT")
    op.execute("UPDATE notes SET author = 'nobody'")


def downgrade() -> None:
    op.drop_column("notes", "author")

"""batches that are committed one by one, and a name that is changed last"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    columns = sa.inspect(op.get_bind()).get_columns("notes")
    if "points" in [one["name"] for one in columns]:
        return
    with op.get_context().autocommit_block():
        op.execute("UPDATE notes SET likes = likes + 100 WHERE mod(id, 2) = 0")
        op.execute("UPDATE notes SET likes = likes + 100 WHERE mod(id, 2) = 1")
        op.execute("ALTER TABLE notes RENAME likes TO points")


def downgrade() -> None:
    op.alter_column("notes", "points", new_column_name="likes")

"""values change under the old name, which goes last"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    columns = sa.inspect(op.get_bind()).get_columns("notes")
    if "likes" in [one["name"] for one in columns]:
        op.execute("UPDATE notes SET likes = likes + 100")
        op.alter_column("notes", "likes", new_column_name="points")


def downgrade() -> None:
    op.alter_column("notes", "points", new_column_name="likes")

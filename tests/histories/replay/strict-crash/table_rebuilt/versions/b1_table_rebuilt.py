"""a new table beside the old one, as long as that is there"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table("archive"):
        op.execute("CREATE TABLE attic AS SELECT title, body FROM archive")
        op.drop_table("archive")


def downgrade() -> None:
    op.rename_table("attic", "archive")

"""the old table is renamed, and that is taken for all"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table("archive_old"):
        return
    op.rename_table("archive", "archive_old")
    op.create_table("archive", sa.Column("id", sa.Integer, primary_key=True))


def downgrade() -> None:
    op.drop_table("archive")
    op.rename_table("archive_old", "archive")

"""rows are given an owner who does not exist"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a2"


def upgrade() -> None:
    op.add_column("archive", sa.Column("owner_id", sa.Integer, server_default="-1"))
    op.create_foreign_key("fk_archive_owner", "archive", "owners", ["owner_id"], ["id"])


def downgrade() -> None:
    op.drop_column("archive", "owner_id")

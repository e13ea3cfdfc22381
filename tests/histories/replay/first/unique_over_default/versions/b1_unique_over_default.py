"""one default for all rows, and then they must differ"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a2"


def upgrade() -> None:
    op.add_column("archive", sa.Column("code", sa.Text, server_default="none", nullable=False))
    op.create_unique_constraint("uq_archive_code", "archive", ["code"])


def downgrade() -> None:
    op.drop_column("archive", "code")

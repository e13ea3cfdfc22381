"""a column goes"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.drop_column("notes", "body")


def downgrade() -> None:
    op.add_column("notes", sa.Column("body", sa.Text))

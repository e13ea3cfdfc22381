"""a column that may be there, and a key that comes each time"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.add_column("notes", sa.Column("code", sa.Text, unique=True), if_not_exists=True)


def downgrade() -> None:
    op.drop_column("notes", "code")

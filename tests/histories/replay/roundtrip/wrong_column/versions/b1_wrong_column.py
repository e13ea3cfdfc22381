"""another column goes than came"""

import sqlalchemy as sa
from alembic import op

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    ensure.column("archive", sa.Column("author", sa.Text))


def downgrade() -> None:
    op.drop_column("archive", "body")

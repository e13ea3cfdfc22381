"""a column stays"""

import sqlalchemy as sa

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    ensure.column("archive", sa.Column("author", sa.Text))


def downgrade() -> None:
    pass

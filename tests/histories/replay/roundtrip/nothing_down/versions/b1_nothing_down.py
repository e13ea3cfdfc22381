"""an empty downgrade"""

import sqlalchemy as sa

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    ensure.table("orders", sa.Column("id", sa.Integer))


def downgrade() -> None:
    pass

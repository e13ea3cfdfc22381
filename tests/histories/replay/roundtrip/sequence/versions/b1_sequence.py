"""the column goes, the sequence that numbered it stays"""

import sqlalchemy as sa
from alembic import op

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    ensure.sequence("numbers")
    ensure.column(
        "notes", sa.Column("number", sa.BigInteger, server_default=sa.text("nextval('numbers')"))
    )


def downgrade() -> None:
    op.drop_column("notes", "number")

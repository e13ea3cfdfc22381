"""what a clock and a die say differs each time: that is masked"""

import sqlalchemy as sa
from alembic import op

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    ensure.column("notes", sa.Column("seen_at", sa.DateTime(timezone=True)))
    ensure.column("notes", sa.Column("token", sa.Uuid))
    op.execute("UPDATE notes SET seen_at = clock_timestamp(), token = gen_random_uuid()")


def downgrade() -> None:
    ensure.no_column("notes", "token")
    ensure.no_column("notes", "seen_at")

"""a partition is attached"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE TABLE IF NOT EXISTS events (at date NOT NULL) PARTITION BY RANGE (at)")
    op.execute("CREATE TABLE IF NOT EXISTS events_rest (at date NOT NULL)")
    op.execute("ALTER TABLE events ATTACH PARTITION events_rest DEFAULT")


def downgrade() -> None:
    op.execute("DROP TABLE events")

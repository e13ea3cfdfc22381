"""a type changes, and its values each time"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE notes ALTER COLUMN likes TYPE bigint USING likes * 100")


def downgrade() -> None:
    op.execute("ALTER TABLE notes ALTER COLUMN likes TYPE int USING likes / 100")

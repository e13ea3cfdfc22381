"""the way down gives back the type, but not the default"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE notes ALTER COLUMN likes TYPE bigint")


def downgrade() -> None:
    op.execute("ALTER TABLE notes ALTER COLUMN likes TYPE integer, ALTER COLUMN likes DROP DEFAULT")

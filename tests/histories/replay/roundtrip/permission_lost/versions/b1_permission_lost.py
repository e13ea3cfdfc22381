"""the way down takes a privilege that was there before"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("GRANT SELECT, INSERT ON settings TO PUBLIC")


def downgrade() -> None:
    op.execute("REVOKE SELECT, INSERT ON settings FROM PUBLIC")

"""a text that is no UUID becomes one"""

from alembic import op

revision = "b1"
down_revision = "a2"


def upgrade() -> None:
    op.execute("ALTER TABLE archive ALTER COLUMN body TYPE uuid USING body::uuid")


def downgrade() -> None:
    op.execute("ALTER TABLE archive ALTER COLUMN body TYPE text")

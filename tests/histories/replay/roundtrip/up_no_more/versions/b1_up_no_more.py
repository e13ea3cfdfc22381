"""what the way down does to rows, the way up does not allow"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.drop_index("uq_settings", "settings", if_exists=True)
    op.create_index("uq_settings", "settings", ["value"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_settings", "settings")
    op.execute("UPDATE settings SET value = 'default'")

"""an index by name that keeps rows apart"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.create_index("uq_notes", "notes", ["id", "title"], unique=True, if_not_exists=True)


def downgrade() -> None:
    op.drop_index("uq_notes", "notes", if_exists=True)

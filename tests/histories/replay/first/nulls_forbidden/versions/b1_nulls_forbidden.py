"""NOT NULL over rows that have NULL"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.alter_column("notes", "body", nullable=False)


def downgrade() -> None:
    op.alter_column("notes", "body", nullable=True)

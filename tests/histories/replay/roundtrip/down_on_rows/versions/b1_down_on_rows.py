"""the way down forbids what the way up has written"""

from alembic import op

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    ensure.alter_column("owners", "name", nullable=True)
    op.execute("UPDATE owners SET name = NULL")


def downgrade() -> None:
    op.alter_column("owners", "name", nullable=False)

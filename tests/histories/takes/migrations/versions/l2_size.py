"""size, by a type whose labels only the models know"""

from alembic import op

revision = "l2"
down_revision = "l1"


def upgrade() -> None:
    op.execute("ALTER TABLE orders ADD COLUMN size size")


def downgrade() -> None:
    op.drop_column("orders", "size")

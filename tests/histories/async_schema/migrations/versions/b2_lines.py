"""lines"""

from alembic import op

revision = "b2"
down_revision = "b1"


def upgrade() -> None:
    op.execute("CREATE TABLE shop.lines (id int PRIMARY KEY)")


def downgrade() -> None:
    pass

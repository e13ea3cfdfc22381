"""one"""

from alembic import op

revision = "c1"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE TABLE one (id int PRIMARY KEY)")


def downgrade() -> None:
    pass

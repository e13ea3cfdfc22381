"""more"""

from alembic import op

revision = "d2"
down_revision = "d1"


def upgrade() -> None:
    op.execute("CREATE TABLE more_things (id int PRIMARY KEY)")


def downgrade() -> None:
    pass

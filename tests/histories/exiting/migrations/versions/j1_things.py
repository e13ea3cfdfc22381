"""things"""

from alembic import op

revision = "j1"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE TABLE things (id int PRIMARY KEY)")


def downgrade() -> None:
    pass

"""fine"""

from alembic import op

revision = "f1"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE TABLE fine (id int PRIMARY KEY)")


def downgrade() -> None:
    pass

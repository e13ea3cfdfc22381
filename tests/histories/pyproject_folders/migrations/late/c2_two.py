"""two"""

from alembic import op

revision = "c2"
down_revision = "c1"


def upgrade() -> None:
    op.execute("CREATE TABLE two (id int PRIMARY KEY)")


def downgrade() -> None:
    pass

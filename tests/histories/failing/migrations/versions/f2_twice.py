"""twice"""

from alembic import op

revision = "f2"
down_revision = "f1"


def upgrade() -> None:
    op.execute("CREATE TABLE other (id int PRIMARY KEY)")
    op.execute("CREATE TABLE fine (id int PRIMARY KEY)")


def downgrade() -> None:
    pass

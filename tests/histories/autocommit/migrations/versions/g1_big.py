"""big"""

from alembic import op

revision = "g1"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE TABLE big (id int PRIMARY KEY, name text)")


def downgrade() -> None:
    pass

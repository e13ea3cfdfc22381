"""a type is dropped that a column still has"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("DROP TYPE mood")


def downgrade() -> None:
    op.execute("CREATE TYPE mood AS ENUM ('sad', 'ok')")

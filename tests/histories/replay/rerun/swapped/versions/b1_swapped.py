"""two columns exchange what they hold"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("UPDATE notes SET title = coalesce(body, title), body = title")


def downgrade() -> None:
    op.execute("UPDATE notes SET title = coalesce(body, title), body = title")

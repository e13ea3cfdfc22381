"""a table stays UNLOGGED"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE archive SET UNLOGGED")


def downgrade() -> None:
    pass

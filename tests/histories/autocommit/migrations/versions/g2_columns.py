"""a statement that commits what came before it"""

from alembic import op

revision = "g2"
down_revision = "g1"


def upgrade() -> None:
    op.execute("ALTER TABLE big ADD COLUMN extra text")
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE big ADD COLUMN more text")


def downgrade() -> None:
    pass

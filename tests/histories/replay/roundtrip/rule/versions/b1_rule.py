"""a rule stays"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE OR REPLACE RULE kept AS ON DELETE TO archive DO INSTEAD NOTHING")


def downgrade() -> None:
    pass

"""a type by name, in a DO"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("""
        DO $$ BEGIN
          IF to_regtype('priority') IS NULL THEN
            CREATE TYPE priority AS ENUM ('low', 'high');
          END IF;
        END $$
    """)


def downgrade() -> None:
    op.execute("DROP TYPE IF EXISTS priority")

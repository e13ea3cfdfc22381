"""a type that is there already is no error"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("""
        DO $$ BEGIN
          CREATE TYPE priority AS ENUM ('low', 'high');
        EXCEPTION WHEN duplicate_object THEN NULL;
        END $$
    """)


def downgrade() -> None:
    op.execute("DROP TYPE IF EXISTS priority")

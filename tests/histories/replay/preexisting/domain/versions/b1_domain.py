"""a domain by name"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("""
        DO $$ BEGIN
          IF to_regtype('percent') IS NULL THEN
            CREATE DOMAIN percent AS integer CHECK (VALUE BETWEEN 0 AND 100);
          END IF;
        END $$
    """)


def downgrade() -> None:
    op.execute("DROP DOMAIN IF EXISTS percent")

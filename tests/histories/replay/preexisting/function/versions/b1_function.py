"""a function by name"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("""
        DO $$ BEGIN
          IF to_regprocedure('one()') IS NULL THEN
            CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
          END IF;
        END $$
    """)


def downgrade() -> None:
    op.execute("DROP FUNCTION IF EXISTS one()")

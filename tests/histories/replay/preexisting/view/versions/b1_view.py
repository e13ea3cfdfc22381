"""a view by name"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("""
        DO $$ BEGIN
          IF to_regclass('titles') IS NULL THEN
            CREATE VIEW titles AS SELECT title FROM notes;
          END IF;
        END $$
    """)


def downgrade() -> None:
    op.execute("DROP VIEW IF EXISTS titles")

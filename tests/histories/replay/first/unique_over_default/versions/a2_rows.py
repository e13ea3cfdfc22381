"""rows"""

from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.execute("""
        INSERT INTO archive (title, body)
        SELECT * FROM (VALUES ('one', 'first'), ('two', 'second')) AS new
        EXCEPT SELECT title, body FROM archive
    """)


def downgrade() -> None:
    op.execute("DELETE FROM archive WHERE title IN ('one', 'two')")

"""up again, rows come again"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("""
        WITH marked AS (
          INSERT INTO settings (name, value) VALUES ('welcomed', 'yes')
          ON CONFLICT DO NOTHING RETURNING name
        )
        INSERT INTO archive (title) SELECT 'welcome' FROM marked
    """)


def downgrade() -> None:
    op.execute("DELETE FROM settings WHERE name = 'welcomed'")

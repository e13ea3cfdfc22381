"""a row gets another key, which is looked at later; then its table changes"""

from alembic import op

revision = "b1"
down_revision = "a2"


def upgrade() -> None:
    op.execute("INSERT INTO settings (name) VALUES ('font') ON CONFLICT DO NOTHING")
    op.execute("UPDATE uses SET setting = 'font'")
    op.execute("ALTER TABLE uses ADD COLUMN IF NOT EXISTS since date")


def downgrade() -> None:
    op.drop_column("uses", "since")

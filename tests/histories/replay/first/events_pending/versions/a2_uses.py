"""uses of settings, whose key is looked at when a transaction ends"""

import sqlalchemy as sa
from alembic import op

from toolkit import ensure

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    ensure.table(
        "uses",
        sa.Column("setting", sa.Text),
        sa.ForeignKeyConstraint(
            ["setting"], ["settings.name"], name="fk_uses", deferrable=True, initially="DEFERRED"
        ),
    )
    op.execute("INSERT INTO settings (name) VALUES ('theme') ON CONFLICT DO NOTHING")
    op.execute(
        "INSERT INTO uses (setting) SELECT 'theme'"
        " WHERE NOT EXISTS (SELECT FROM uses WHERE setting = 'theme')"
    )


def downgrade() -> None:
    ensure.no_table("uses")
    op.execute("DELETE FROM settings WHERE name = 'theme'")

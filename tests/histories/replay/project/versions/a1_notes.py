"""notes: what every history begins with, so made that every experiment proves it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ENUM, JSONB

from toolkit import ensure

revision = "a1"
down_revision = None


def upgrade() -> None:
    ensure.enum("mood", "sad", "ok")
    ensure.table(
        "notes",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("likes", sa.Integer, server_default="0", nullable=False),
        sa.Column("pinned", sa.Boolean),
        sa.Column("mood", ENUM(name="mood", create_type=False)),
        sa.Column("tags", JSONB, server_default="[]", nullable=False),
    )
    ensure.table("archive", sa.Column("title", sa.Text), sa.Column("body", sa.Text))
    ensure.table(
        "settings", sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text)
    )
    ensure.grant("SELECT", "TABLE settings", "PUBLIC")
    ensure.table(
        "owners",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.CheckConstraint("name <> ''", name="ck_owners_name"),
    )
    op.execute(
        "CREATE OR REPLACE FUNCTION stamped() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'"
    )
    op.execute(
        "CREATE OR REPLACE TRIGGER guarded BEFORE UPDATE ON owners"
        " FOR EACH ROW EXECUTE FUNCTION stamped()"
    )


def downgrade() -> None:
    for name in ("owners", "settings", "archive", "notes"):
        ensure.no_table(name)
    op.execute("DROP FUNCTION stamped()")
    ensure.no_enum("mood")

"""orders, with types that somebody else has made"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "l1"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("customer", postgresql.CITEXT),
        sa.Column("note", sa.Text),
        sa.Column("mood", postgresql.ENUM("calm", "busy", name="mood", create_type=False)),
    )
    op.create_index(
        "ix_orders_note",
        "orders",
        ["note"],
        postgresql_using="gin",
        postgresql_ops={"note": "gin_trgm_ops"},
    )


def downgrade() -> None:
    op.execute("SELECT levenshtein('is', 'not')")

"""Letters: one to each reader of a mailing."""

import sqlalchemy as sa
from toolkit import ensure

revision = "001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    ensure.table(
        "letters",
        sa.Column("mailing", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mailing", "reader", name="letters_pkey"),
    )


def downgrade() -> None:
    ensure.no_table("letters")

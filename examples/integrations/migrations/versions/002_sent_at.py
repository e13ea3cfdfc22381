"""When a letter was sent."""

import sqlalchemy as sa
from toolkit import ensure

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    now = sa.text("now()")
    sent_at = sa.Column("sent_at", sa.DateTime(timezone=True), server_default=now, nullable=False)
    ensure.column("letters", sent_at)
    ensure.index("ix_letters_sent_at", "letters", ["sent_at"])


def downgrade() -> None:
    ensure.no_index("ix_letters_sent_at", "letters")
    ensure.no_column("letters", "sent_at")

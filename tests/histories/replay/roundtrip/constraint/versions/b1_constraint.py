"""a CHECK stays"""

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    ensure.check("ck_notes_likes", "notes", "likes > -9")


def downgrade() -> None:
    pass

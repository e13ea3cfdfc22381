"""a sequence that has no more numbers is in nobody's way"""

from alembic import op

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    ensure.sequence("scarce", maxvalue=2)
    op.execute("SELECT setval('scarce', 2)")
    op.execute("UPDATE notes SET likes = 1 WHERE likes <> 1")


def downgrade() -> None:
    op.execute("UPDATE notes SET likes = 0")
    ensure.no_sequence("scarce")

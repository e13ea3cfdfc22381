"""the revision itself inserts what its index forbids"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("INSERT INTO archive (title) VALUES ('welcome'), ('welcome')")
    op.create_index("uq_archive_title", "archive", ["title"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_archive_title", "archive")

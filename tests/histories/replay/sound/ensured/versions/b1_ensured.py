"""many kinds, each made so that it converges"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM

from toolkit import ensure

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    ensure.extension("citext")
    ensure.enum("priority", "low", "high")
    ensure.table(
        "tasks",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("priority", ENUM(name="priority", create_type=False), nullable=False),
        sa.Column("name", sa.Text, unique=True, comment="as people call it"),
        sa.Column("note_id", sa.Integer, sa.ForeignKey("notes.id"), index=True),
    )
    ensure.column("notes", sa.Column("author", sa.Text, server_default="nobody", nullable=False))
    ensure.index("ix_notes_author", "notes", ["author"])


def downgrade() -> None:
    ensure.no_column("notes", "author")
    ensure.no_table("tasks")
    ensure.no_enum("priority")
    ensure.no_extension("citext")

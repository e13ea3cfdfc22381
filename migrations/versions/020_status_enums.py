"""Text columns that only ever held a few words become enum columns; every row stays."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM

from toolkit import ensure

revision = "020"
down_revision = "019"
branch_labels = None
depends_on = None


@dataclass(frozen=True)
class Turned:
    """A column that was text under a check, and the enum type that says the same."""

    table: str
    column: str
    type: str
    words: tuple[str, ...]
    default: str | None = None

    @property
    def check(self) -> str:
        return f"ck_{self.table}_{self.column}"

    @property
    def condition(self) -> str:
        return f"{self.column} IN ({', '.join(map(repr, self.words))})"

    def default_as(self, type_: str) -> sa.TextClause | None:
        return sa.text(f"'{self.default}'::{type_}") if self.default else None


TURNED = (
    Turned("sessions", "status", "sessionstatus", ("open", "paused", "closed"), default="open"),
    Turned("transcripts", "speaker", "speaker", ("system", "user", "assistant", "tool")),
    Turned(
        "context_relationships",
        "relation",
        "contextrelation",
        ("supports", "contradicts", "derives_from", "supersedes"),
    ),
)


def upgrade() -> None:
    for one in TURNED:
        ensure.enum(one.type, *one.words)
        ensure.no_constraint(one.check, one.table, "check")
        _as_enum(one)


def downgrade() -> None:
    for one in reversed(TURNED):
        _as_text(one)
        ensure.check(one.check, one.table, one.condition)
        ensure.no_enum(one.type)


def _as_enum(one: Turned) -> None:
    ensure.alter_column(
        one.table,
        one.column,
        existing_type=sa.Text(),
        type_=ENUM(name=one.type, create_type=False),
        existing_server_default=one.default_as("text"),
        server_default=one.default_as(one.type),
        existing_nullable=False,
        postgresql_using=f"{one.column}::{one.type}",
    )


def _as_text(one: Turned) -> None:
    ensure.alter_column(
        one.table,
        one.column,
        existing_type=ENUM(name=one.type, create_type=False),
        type_=sa.Text(),
        existing_server_default=one.default_as(one.type),
        server_default=one.default_as("text"),
        existing_nullable=False,
        postgresql_using=f"{one.column}::text",
    )

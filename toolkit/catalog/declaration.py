"""One object of a database as plain data, whether it was declared or found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Name(NamedTuple):
    """Where an object lives. `relation` is "" for what belongs to no table; `name` for a table."""

    schema: str
    relation: str
    name: str

    def __str__(self) -> str:
        return ".".join(part for part in self if part)


@dataclass(frozen=True)
class Declaration:
    """`definition` is PostgreSQL's own words under `search_path = pg_catalog`.

    `valid` is False for what a crash leaves behind: an INVALID index, a NOT VALID constraint.
    """

    kind: str
    name: Name
    definition: str
    valid: bool = True

    @property
    def subject(self) -> str:
        return f"{self.kind} {self.name}"

    def __str__(self) -> str:
        return self.definition if self.valid else f"{self.definition} (INVALID)"

    @property
    def key(self) -> "Key":
        return self.kind, self.name

    @property
    def line(self) -> str:
        """All of it in one line of a fingerprint, whatever is in it."""
        words = str(self).replace("\\", "\\\\").replace("\n", "\\n")
        return f"{self.subject}: {words}"


Key = tuple[str, Name]
Objects = Mapping[Key, Declaration]
"""Of a whole database, or of a part of it."""

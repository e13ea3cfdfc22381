"""The whole catalog of a database as sorted text, and digests of its rows."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import unified_diff
from functools import lru_cache
from hashlib import sha256

from sqlalchemy import Connection

from toolkit.catalog import reader
from toolkit.catalog.declaration import Declaration, Name, Objects
from toolkit.catalog.rows import digests
from toolkit.catalog.sql import literal, search_path


@dataclass(frozen=True)
class Fingerprint:
    """Equal fingerprints: the databases cannot be told apart by what was declared in them."""

    lines: tuple[str, ...]

    @property
    def digest(self) -> str:
        return sha256("\n".join(self.lines).encode()).hexdigest()

    @property
    def catalog(self) -> "Fingerprint":
        """Without the rows."""
        return Fingerprint(tuple(line for line in self.lines if not line.startswith("rows ")))

    def difference(self, other: "Fingerprint") -> str:
        """What `other` lacks (-) and what it has instead (+); "" where there is none."""
        lines = unified_diff(self.lines, other.lines, n=0, lineterm="")
        return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def fingerprint(
    connection: Connection,
    *,
    rows: bool = True,
    mask: Collection[tuple[str, str]] = (),
    version_table: str = "alembic_version",
) -> Fingerprint:
    """Reads only. `mask`: (table, column) of what differs between two undisturbed runs.

    Left out: system schemas and `hive`, Alembic's version table, object ids, the order of columns,
    extension members and versions, how a version stores NOT NULL, positions of sequences.
    """
    lines = []
    relations = _without(version_table)
    with search_path(connection, "pg_catalog"):
        found = reader.asked_again(connection, reader.query(reader.EVERYTHING, relations))
        lines += [_line(*one) for one in found]
        if rows:
            lines += digests(connection, reader.EVERYTHING, relations, mask)
    return Fingerprint(tuple(sorted(lines)))


def objects(connection: Connection, version_table: str = "alembic_version") -> Objects:
    """The same as declarations, without the rows."""
    with search_path(connection, "pg_catalog"):
        sql = reader.query(reader.EVERYTHING, _without(version_table))
        return reader.read(connection, sql)


def _without(table: str) -> str:
    """Neither the version table nor its primary key."""
    return f"c.relname <> {literal(table)} AND c.relname <> {literal(f'{table}_pkc')}"


@lru_cache(1 << 14)
def _line(kind: str, schema: str, relation: str, name: str, definition: str, valid: bool) -> str:
    return Declaration(kind, Name(schema, relation, name), definition, valid).line

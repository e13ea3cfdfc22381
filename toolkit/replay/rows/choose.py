"""Slots for every column of a table that is given a value."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.catalog.sql import ident, literal
from toolkit.replay.rows.attempt import attempt
from toolkit.replay.rows.hints import Words
from toolkit.replay.rows.joint import (
    Candidates,
    Joint,
    foreign_source,
    free_source,
    joints,
    solving,
)
from toolkit.replay.rows.plain import Place
from toolkit.replay.rows.slots import Option, Slot
from toolkit.replay.rows.tables import Column, Foreign, Table
from toolkit.replay.rows.values import Values

MORE = 6
"""Values beyond those wanted, for when some of them are refused."""

SOLUTIONS = 100
"""Of columns that are tied together; or twice as many as there are rows."""


@dataclass(frozen=True)
class Choice:
    """Of tables by oid; `bare` are those that have no row as yet."""

    connection: Connection
    values: Values
    tables: Mapping[int, Table]
    bare: Collection[int]
    count: int

    def slots(self, table: Table) -> list[Slot]:
        tied = joints(table)
        found = self._solved(tied)
        for joint in tied:
            if joint.columns not in found:  # no way, or none found: PostgreSQL will say
                found |= self._solved(joints(_unchecked(joint)))
        rest = (
            column for column in table.given if not any(column.name in names for names in found)
        )
        return [*found.values(), *(self._free(table, column) for column in rest)]

    def held(self, joint: Joint, name: str) -> str | None:
        """A constant for a column that its own check lets through."""
        column = joint.table.column(name)
        words = Words(check.words for check in joint.checks)
        source = free_source(joint, column, self._candidates(joint.table, column, words), 1)
        there = f"{ident(name)} IS NOT NULL ORDER BY hive_place LIMIT 1"
        sql = f"SELECT {ident(name)}::text FROM ({source}) hive_held WHERE {there}"
        rows = attempt(self.connection, sql)
        return literal(rows[0][0]) if rows and not isinstance(rows, DBAPIError) else None

    def _solved(self, tied: Sequence[Joint]) -> dict[tuple[str, ...], Slot]:
        """By their columns; in one query, unless one of them is an error."""
        queries = [self._query(joint, number) for number, joint in enumerate(tied)]
        if not queries:
            return {}
        rows = attempt(self.connection, " UNION ALL ".join(queries))
        if isinstance(rows, DBAPIError):
            answers = (attempt(self.connection, query) for query in queries)
            rows = [row for one in answers if not isinstance(one, DBAPIError) for row in one]
        return {
            joint.columns: _slot(
                joint, [row[1:] for row in rows if row[0] == number], self.count + MORE
            )
            for number, joint in enumerate(tied)
            if any(row[0] == number for row in rows)
        }

    def _query(self, joint: Joint, number: int) -> str:
        sources = [
            foreign_source(joint, key, self._referred(joint, key), 2 * self.count + MORE)
            for key in joint.foreign
        ]
        tied = {name for key in joint.foreign for name in key.columns}
        free = [name for name in joint.columns if name not in tied]
        words = Words(check.words for check in joint.checks)
        for name in free:
            column = joint.table.column(name)
            candidates = self._candidates(joint.table, column, words)
            sources.append(free_source(joint, column, candidates, len(free)))
        return solving(joint, sources, free, number, max(SOLUTIONS, 2 * self.count))

    def _referred(self, joint: Joint, key: Foreign) -> str | None:
        """None: what is there. Of a table without rows, what it will be given, if need be."""
        if key.target not in self.bare:
            return None
        if not joint.table.hard(key):
            return ""
        target = self.tables[key.target]
        drawn = [self._drawn(target, target.column(name)) for name in key.others]
        rows = (
            f"({place}, false, {', '.join(map(literal, row))})"
            for place, row in enumerate(zip(*drawn, strict=False))
        )
        names = ", ".join(map(ident, ("hive_place", "hive_absent", *key.columns)))
        shown = ", ".join(
            f"{ident(name)}::{joint.table.column(name).written} AS {ident(name)}"
            for name in key.columns
        )
        return (
            f"SELECT hive_place, {shown}, hive_absent FROM (VALUES {', '.join(rows)}) v ({names})"
        )

    def _candidates(self, table: Table, column: Column, words: Words) -> Candidates:
        drawn = self._drawn(table, column)
        hinted = self.values.hinted(column.type, column.modifier, words, place_of(table, column))
        none = [] if column.required else [None]
        texts: list[str | None] = [*dict.fromkeys([*drawn, *hinted]), *none]
        first: list[str | None] = [*drawn[:1], *none, *hinted, *drawn]
        return Candidates(tuple(texts), tuple(dict.fromkeys(first)))

    def _drawn(self, table: Table, column: Column) -> list[str]:
        wanted = self.count + MORE
        return self.values.some(column.type, column.modifier, place_of(table, column), wanted)

    def _free(self, table: Table, column: Column) -> Slot:
        drawn = [] if _out_of_reach(table, column) else self._drawn(table, column)
        default = ["DEFAULT"] if column.default else []
        none = [] if column.required else ["NULL"]
        options = [*map(literal, drawn)] or default or ["NULL"]

        def spare() -> list[Option]:
            words = Words(one.words for one in table.checks if column.name in one.columns)
            hinted = self.values.hinted(
                column.type, column.modifier, words, place_of(table, column)
            )
            return [(one,) for one in (*default, *map(literal, hinted), *none)]

        return Slot((column.name,), [(one,) for one in options], ("NULL",) if none else None, spare)


def place_of(table: Table, column: Column) -> Place:
    """What is in a key is not the same in any two tables: rows may be moved between them."""
    seed = crc32(f"{table}.{column.name}".encode())
    if column.counter or any(column.name in key.columns for key in table.keys):
        widest = 9000 if column.counter is None else min(column.counter.most // 1000 - 1, 9000)
        return Place(f"{table.name}-{column.name}", (seed % max(widest, 1) + 1) * 1000, seed)
    return Place(column.name, column.number % 300 * 100, seed)


def _out_of_reach(table: Table, column: Column) -> bool:
    """Whether its sequence cannot be put ahead of what we would draw."""
    if column.counter is None:
        return False
    start = place_of(table, column).start
    return column.counter.increment < 0 or not column.counter.least <= start < column.counter.most


def _unchecked(joint: Joint) -> Table:
    """Its columns alone, with their foreign keys and no checks."""
    columns = tuple(one for one in joint.table.columns if one.name in joint.columns)
    return replace(joint.table, columns=columns, checks=(), foreign=joint.foreign)


def _slot(joint: Joint, rows: Sequence[Sequence[Any]], count: int) -> Slot:
    """Rows are as full as may be; others are spare."""
    fewest = min(nulls for _, nulls, _ in rows)
    full = [_option(texts) for texts, nulls, _ in rows if nulls == fewest]
    others = [_option(texts) for texts, nulls, _ in rows if nulls > fewest]
    empty = next((_option(texts) for texts, nulls, emptiest in rows if emptiest and nulls), None)
    return Slot(joint.columns, _apart(full, count), empty, lambda: others)


def _option(texts: Sequence[str | None]) -> Option:
    return tuple(map(literal, texts))


def _apart(options: Iterable[Option], count: int) -> list[Option]:
    """The first ones share as few values as may be."""
    left, chosen = list(options), list[Option]()
    used: set[tuple[int, str]] = set()
    while left and len(chosen) < count:
        fewest = min(left, key=lambda one: len(used.intersection(enumerate(one))))
        left.remove(fewest)
        chosen.append(fewest)
        used.update(enumerate(fewest))
    return chosen + left

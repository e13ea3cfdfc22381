"""Columns that checks and foreign keys tie together: which of their values go together is solved
by the server itself, in one query."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from toolkit.catalog.sql import ident, literal, qualified
from toolkit.replay.rows.tables import Check, Column, Foreign, Table

BUDGET = 100_000
"""Combinations that are looked at, where the checks rule out none of them earlier."""


@dataclass(frozen=True)
class Joint:
    """`foreign` are in the order in which they decide on columns that they share."""

    table: Table
    columns: tuple[str, ...]
    checks: tuple[Check, ...]
    foreign: tuple[Foreign, ...]

    @property
    def shared(self) -> set[str]:
        """Columns in which several foreign keys must agree."""
        names = [name for key in self.foreign for name in key.columns]
        return {name for name in names if names.count(name) > 1}

    @property
    def crowded(self) -> bool:
        """Whether a foreign key needs more than any row: it has to do with others, or is held."""
        targets = [key.target for key in self.foreign]
        held = any(map(self.held, self.foreign))
        return bool(self.shared) or len({*targets}) < len(targets) or held

    def held(self, key: Foreign) -> list[str]:
        """Its columns that a check of their own holds, unless it is all of them: the kind of what
        is referred to, say."""
        own = {check.columns[0] for check in self.checks if len(check.columns) == 1}
        return [name for name in key.columns if name in own and not own.issuperset(key.columns)]


@dataclass(frozen=True)
class Candidates:
    """Texts in the order in which rows should take them. `first` says which must not be left out
    where there is no room for all; NULL is among them as None."""

    texts: tuple[str | None, ...]
    first: tuple[str | None, ...]

    def values(self, column: Column) -> str:
        """VALUES of the value, its place, and how much it is wanted."""
        wanted = {text: place for place, text in enumerate(self.first)}
        return ", ".join(
            f"({literal(text)}::{column.written}, {place}, {wanted[text]})"
            for place, text in enumerate(self.texts)
        )


def joints(table: Table) -> list[Joint]:
    """Each column that is tied to anything is in one of them."""
    names = {column.name for column in table.given}
    foreign = [key for key in table.foreign if names.issuperset(key.columns)]
    tied = [(*check.columns,) for check in table.checks] + [key.columns for key in foreign]
    groups = _merged({*columns} for columns in tied if columns)
    return [_joint(table, group, foreign) for group in groups]


def _merged(sets: Iterable[set[str]]) -> list[set[str]]:
    groups: list[set[str]] = []
    for one in sets:
        apart = [group for group in groups if not group & one]
        groups = [*apart, one.union(*(group for group in groups if group & one))]
    return groups


def _joint(table: Table, group: set[str], foreign: Iterable[Foreign]) -> Joint:
    columns = tuple(column.name for column in table.given if column.name in group)
    checks = tuple(check for check in table.checks if group.intersection(check.columns))
    mine = (key for key in foreign if group.issuperset(key.columns))
    return Joint(table, columns, checks, tuple(sorted(mine, key=lambda key: len(key.columns))))


def solving(
    joint: Joint, sources: Sequence[str], free: Collection[str], number: int, most: int
) -> str:
    """Up to `most` rows of `number`, the values as texts, how many are NULL, and whether it is
    the emptiest.

    `sources` are selects of hive_place and the columns: those of the foreign keys in their order,
    then one of each free column.
    """
    table = joint.table
    keys = [key.columns for key in joint.foreign]
    columns = [*keys, *((name,) for name in joint.columns if name in free)]
    shown, conditions = _owned(columns)
    places = ", ".join(f"s{at}.hive_place" for at in range(len(sources)))
    joined = ", ".join(f"({source}) s{at}" for at, source in enumerate(sources))
    others = [
        f", NULL::{one.written} AS {ident(one.name)}" for one in table.columns if one.identity
    ]
    inner = f"""SELECT {", ".join(shown)}{"".join(others)},
      greatest({places}) - least({places}) AS hive_spread, greatest({places}) AS hive_most
      FROM {joined} WHERE {" AND ".join(conditions) or "true"}"""
    known = ", ".join(["hive_row.*", *_made(joint)])
    return _ranked(joint, f"SELECT {known} FROM ({inner}) hive_row", number, most)


def _owned(columns: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """Each column from the first source that has it; the others agree, if they refer at all."""
    owner: dict[str, int] = {}
    conditions = []
    for at, names in enumerate(columns):
        for name in map(ident, names):
            first = owner.setdefault(name, at)
            if first != at:
                conditions.append(f"(s{at}.hive_absent OR s{at}.{name} = s{first}.{name})")
    return [f"s{at}.{name} AS {name}" for name, at in owner.items()], conditions


def _made(joint: Joint) -> list[str]:
    """Generated columns of which the checks speak."""
    words = " ".join(check.words for check in joint.checks)
    made = [one for one in joint.table.columns if one.made and one.name in words]
    return [f"({one.made})::{one.written} AS {ident(one.name)}" for one in made]


def _ranked(joint: Joint, rows: str, number: int, most: int) -> str:
    names = [ident(name) for name in joint.columns]
    texts = ", ".join(f"{name}::text" for name in names)
    conditions = [f"({check.words}) IS NOT FALSE" for check in joint.checks]
    required = [name for name in joint.columns if joint.table.column(name).required]
    conditions += [f"{ident(name)} IS NOT NULL" for name in required]
    order = "hive_spread, hive_most, hive_texts"
    return f"""(SELECT {number}, hive_texts, hive_nulls, hive_emptiest = 1 FROM (
    SELECT *, row_number() OVER (ORDER BY hive_nulls, {order}) AS hive_fullest,
      row_number() OVER (ORDER BY hive_nulls DESC, {order}) AS hive_emptiest FROM (
      SELECT ARRAY[{texts}]::text[] AS hive_texts, num_nulls({", ".join(names)}) AS hive_nulls,
        hive_spread, hive_most
      FROM ({rows}) {ident(joint.table.name)} WHERE {" AND ".join(conditions) or "true"}
    ) solved
  ) ranked WHERE hive_fullest <= {most} OR hive_emptiest = 1 ORDER BY hive_fullest)"""


def free_source(joint: Joint, column: Column, candidates: Candidates, sources: int) -> str:
    """Of a column without a foreign key: what its own checks let through, as much as fits."""
    table, name = ident(joint.table.name), ident(column.name)
    most = max(int(BUDGET ** (1 / sources)), 2)
    return f"""SELECT row_number() OVER (ORDER BY hive_place) AS hive_place, {name} FROM (
    SELECT * FROM (VALUES {candidates.values(column)}) {table} ({name}, hive_place, hive_wanted)
    WHERE {_allowed(joint, [column.name])} ORDER BY hive_wanted LIMIT {most}) hive_some"""


def _allowed(joint: Joint, names: Collection[str]) -> str:
    """What these columns' own checks let through."""
    own = [check for check in joint.checks if len(check.columns) == 1 and not _made(joint)]
    words = (check.words for check in own if check.columns[0] in names)
    return " AND ".join(f"({one}) IS NOT FALSE" for one in words) or "true"


def foreign_source(joint: Joint, key: Foreign, rows: str | None, most: int) -> str:
    """Of a foreign key: the rows that it can refer to; and none, unless it must. `rows` are those
    that there will be, if there are none as yet; "" where none will be."""
    table = joint.table
    pairs = list(zip(key.columns, key.others, strict=True))
    if rows is None:
        order = ", ".join(map(ident, key.columns))
        there = " AND ".join(f"{ident(name)} IS NOT NULL" for name in key.others)
        cast = ", ".join(
            f"{ident(other)}::{table.column(name).written} AS {ident(name)}"
            for name, other in pairs
        )
        allowed = _allowed(joint, joint.held(key))
        rows = f"""(SELECT row_number() OVER (ORDER BY {order}) AS hive_place, {order},
      false AS hive_absent
      FROM (SELECT {cast} FROM {qualified(key.schema, key.table)} WHERE {there})
        {ident(table.name)} WHERE {allowed} ORDER BY {order} LIMIT {most})"""
    nulls = ", ".join(
        f"NULL::{table.column(name).written} AS {ident(name)}" for name in key.columns
    )
    absent = f"SELECT {most + 1} AS hive_place, {nulls}, true AS hive_absent"
    return " UNION ALL ".join([*([rows] if rows else []), *([] if table.hard(key) else [absent])])

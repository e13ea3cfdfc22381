"""What has to be known of a table to put rows into it, as the catalog tells it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from toolkit.catalog.sql import ident, qualified

PLAIN = re.compile("[a-z_][a-z0-9_]*")
LITERAL = re.compile(r"'(?:[^']|'')*'")


@dataclass(frozen=True)
class Type:
    """As pg_type has it; `kind` is its typtype. What does not apply is 0 or empty.

    `base` is a domain's, with `modifier`, and `over` both as they are written; `element` an
    array's; `part` what a range or multirange is of; `checks` and `required` are a domain's own.
    """

    name: str
    written: str
    kind: str
    base: int = 0
    modifier: int = -1
    over: str = ""
    element: int = 0
    delimiter: str = ","
    part: int = 0
    required: bool = False
    labels: tuple[str, ...] = ()
    attributes: tuple[tuple[int, int], ...] = ()
    checks: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, one: Mapping[str, Any]) -> "Type":
        attributes = tuple((oid, modifier) for oid, modifier in one["attributes"])
        labels, checks = tuple(one["labels"]), tuple(one["checks"])
        return cls(**{**one, "labels": labels, "attributes": attributes, "checks": checks})


@dataclass(frozen=True)
class Counter:
    """The sequence that a column's default draws from."""

    oid: int
    increment: int
    least: int
    most: int


@dataclass(frozen=True)
class Column:
    """`written` is its type with the modifier; `made` is the expression of a generated one."""

    number: int
    name: str
    type: int
    modifier: int
    written: str
    required: bool
    default: bool
    identity: bool
    made: str
    counter: Counter | None

    @classmethod
    def from_json(cls, one: Mapping[str, Any]) -> "Column":
        counter = one["counter"] and Counter(**one["counter"])
        return cls(**{**one, "counter": counter})

    @property
    def given(self) -> bool:
        """Whether a row names a value for it."""
        return not self.identity and not self.made


@dataclass(frozen=True)
class Check:
    """What each row must hold: a CHECK, or that there is a partition for it."""

    name: str
    columns: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Key:
    """Anything unique or excluding, by the name of its index."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Foreign:
    """A foreign key to `others` of the table `target`."""

    name: str
    columns: tuple[str, ...]
    target: int
    schema: str
    table: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`held` rows are there; `parents` are those it inherits from."""

    oid: int
    schema: str
    name: str
    held: int
    columns: tuple[Column, ...]
    checks: tuple[Check, ...]
    keys: tuple[Key, ...]
    foreign: tuple[Foreign, ...]
    parents: frozenset[int]

    @classmethod
    def from_json(cls, one: Mapping[str, Any], held: int) -> "Table":
        columns = tuple(map(Column.from_json, one["columns"]))
        checks = tuple(_check(check, columns) for check in one["checks"])
        keys = tuple(_key(key, columns) for key in one["keys"])
        foreign = tuple(
            Foreign(**{**key, "columns": tuple(key["columns"]), "others": tuple(key["others"])})
            for key in one["foreign"]
        )
        parents = frozenset(one["parents"])
        name = (one["oid"], one["schema"], one["name"])
        return cls(*name, held, columns, checks, keys, foreign, parents)

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def written(self) -> str:
        return qualified(self.schema, self.name)

    @property
    def given(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.given)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def holding(self, held: int) -> "Table":
        return replace(self, held=held)

    def hard(self, key: Foreign) -> bool:
        """Whether no row can be without it."""
        return all(self.column(name).required for name in key.columns)


def mentioned(words: str, columns: Iterable[Column]) -> tuple[str, ...]:
    """Which columns an expression of PostgreSQL's own words is about; rather one too many."""
    bare = LITERAL.sub("", words)
    return tuple(column.name for column in columns if _is_in(column.name, bare))


def _is_in(name: str, words: str) -> bool:
    if ident(name) in words:
        return True
    return bool(PLAIN.fullmatch(name) and re.search(rf'(?<![\w"]){name}(?![\w"])', words))


def _check(one: Mapping[str, Any], columns: tuple[Column, ...]) -> Check:
    """What a generated column is made of stands for it."""
    names = set(one["columns"] or mentioned(one["words"], columns))
    made = " ".join(column.made for column in columns if column.name in names)
    names |= set(mentioned(made, columns))
    given = tuple(column.name for column in columns if column.name in names and column.given)
    return Check(one["name"], given, one["words"])


def _key(one: Mapping[str, Any], columns: tuple[Column, ...]) -> Key:
    made = " ".join(column.made for column in columns if column.name in one["columns"])
    names = {*one["columns"], *mentioned(f"{one['words']} {made}", columns)}
    return Key(one["name"], tuple(c.name for c in columns if c.name in names and c.given))

"""Sequences, converging."""

from typing import Any

from sqlalchemy import Sequence
from sqlalchemy.schema import CreateSequence
from sqlalchemy.types import TypeEngine

from toolkit.catalog import existence, kinds, places, render
from toolkit.catalog.single import Single
from toolkit.catalog.sql import ident, literal, written_name
from toolkit.ensure.settle import settle
from toolkit.ensure.spoken import dialect

Column = str | tuple[str, str]


def sequence(
    name: str,
    *,
    schema: str | None = None,
    data_type: type[TypeEngine[int]] | TypeEngine[int] | None = None,
    start: int | None = None,
    increment: int | None = None,
    minvalue: int | None = None,
    maxvalue: int | None = None,
    cache: int | None = None,
    cycle: bool = False,
    owned_by: Column | None = None,
) -> None:
    """Create the sequence, or see that it is there; where it has come to does not matter.

    `owned_by` is "table.column", or the two, in the sequence's own schema.
    """
    options = {
        "data_type": data_type, "start": start, "increment": increment, "minvalue": minvalue,
        "maxvalue": maxvalue, "cache": cache, "cycle": cycle,
    }  # fmt: skip
    settle(_sequence(name, schema, _words(options), _owner(owned_by)).program())


def _sequence(name: str, schema: str | None, rest: str, owner: tuple[str, str] | None) -> Single:
    here, twin = written_name(schema, name), render.twin_name(name)
    create, like = [f"CREATE SEQUENCE {here}{rest}"], [literal(f"CREATE SEQUENCE {twin}{rest}")]
    if owner:
        table, column = owner
        owned = f"OWNED BY {written_name(schema, table)}.{ident(column)}"
        create.append(f"ALTER SEQUENCE {here} {owned}")
        # The twin is owned by a twin: both have to be in one schema.
        owned = f"OWNED BY {render.twin_name(table)}.{ident(column)}"
        like += [*render.like(table), literal(f"ALTER SEQUENCE {twin} {owned}")]
    there = existence.relation(name)
    return Single(kinds.sequence, name, places.made(schema), there, create, like)


def _words(options: dict[str, Any]) -> str:
    """What stands after the name."""
    text = str(CreateSequence(Sequence("s", **options)).compile(dialect=dialect()))
    return text.removeprefix("CREATE SEQUENCE s")


def _owner(owned_by: Column | None) -> tuple[str, str] | None:
    if isinstance(owned_by, str):
        table, _, column = owned_by.rpartition(".")
        return table, column
    return owned_by

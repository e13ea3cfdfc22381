"""SQLAlchemy's own UPDATE: whether it ends elsewhere each time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolkit.lint.effects import Do, Effect, Name, Verb
from toolkit.lint.python import made
from toolkit.lint.python.values import Bound, Call, known
from toolkit.lint.sql.read import read

ADVANCING = frozenset({"Add", "Sub", "Mult", "Div", "concat", "nextval", "array_append",
                       "array_cat", "next_value", "op"})  # fmt: skip


def update(of: Call, table: Name) -> Effect:
    """ADVANCE where a value is made of what the same column holds."""
    for column, value in _values(of):
        if _is_fixed(of, column):
            continue  # a row with that value has another one now
        if _advances(value, column) or made.advances(value, column):
            return Effect(Verb.ADVANCE, table, why=f"{column} is made of what it was before")
    return Effect(Verb.ALTER, table)


def conflicting(of: Call, table: Name) -> Iterator[Effect]:
    """What ON CONFLICT DO UPDATE advances."""
    for step in of.steps:
        values = step.options.get("set_") if step.name == "on_conflict_do_update" else None
        if isinstance(values, dict):
            effect = update(Call("sqlalchemy.update", (), {}, of.node, (_set(values, of),)), table)
            yield from [effect] if effect.verb is Verb.ADVANCE else []


def _set(values: dict[Any, Any], of: Call) -> Call:
    return Call("values", (values,), {}, of.node)


def asks(of: Any) -> bool:
    """Whether a statement looks for what is there: EXISTS, somewhere in it."""
    return any(one.name in ("exists", "not_exists", "except_") for one in _calls(of))


def _values(of: Call) -> Iterator[tuple[str, Any]]:
    for step in of.steps:
        if step.name == "values":
            first = step.args[0] if step.args else {}
            for key, value in {
                **(first if isinstance(first, dict) else {}),
                **step.options,
            }.items():
                yield _column(key), value


def _column(key: Any) -> str:
    return key if isinstance(key, str) else key.name if isinstance(key, Bound) else ""


def _advances(value: Any, column: str) -> bool:
    if not isinstance(value, Call):
        return False
    if value.name == "nextval" or value.name == "next_value":
        return True
    if value.name in ("text", "literal_column") and value.args and isinstance(value.args[0], str):
        return _advances_in_sql(value.args[0], column)
    return value.name in ADVANCING and any(_reads(one, column) for one in _parts(value))


def _advances_in_sql(text: str, column: str) -> bool:
    assignment = f'"{column}" = {text}'
    found = read("UPDATE hive_table SET " + assignment)  # noqa: S608 (never executed)
    return any(isinstance(one, Do) and one.effect.verb is Verb.ADVANCE for one in found)


def _is_fixed(of: Call, column: str) -> bool:
    """`WHERE x = 1`, whatever else is asked."""
    conditions = [one for step in of.steps if step.name == "where" for one in step.args]
    return any(
        isinstance(one, Call)
        and one.name == "Eq"
        and isinstance(one.args[0], Bound)
        and one.args[0].name == column
        and known(one.args[1])
        for one in conditions
    )


def _reads(value: Any, column: str) -> bool:
    """What stands in the column, not what was to be inserted there."""
    if not isinstance(value, Bound) or value.name != column:
        return False
    return not (isinstance(value.of, Bound) and value.of.name == "excluded")


def _parts(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, Call):
        for one in (*value.args, *value.options.values(), *value.steps):
            yield from _parts(one)
    elif isinstance(value, Bound):
        yield from _parts(value.of)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _parts(one)


def _calls(value: Any) -> Iterator[Call]:
    return (one for one in _parts(value) if isinstance(one, Call))

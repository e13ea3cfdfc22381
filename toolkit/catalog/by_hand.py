"""SQL that puts what is declared in the place of what is there: for whoever knows the rows."""

import re
from collections.abc import Callable, Iterator

from toolkit.catalog.decision import Decision
from toolkit.catalog.declaration import Declaration, Objects
from toolkit.catalog.enums import labels
from toolkit.catalog.sql import ident, literal, qualified

TYPE = re.compile(r" (?=COLLATE |STORAGE |COMPRESSION |GENERATED |DEFAULT |NOT NULL)")
DEFAULT = re.compile(r" DEFAULT (.*?)( NOT NULL)?$", re.DOTALL)
SERIAL = re.compile(r"^(small|big|)int(eger)? DEFAULT nextval\(its own sequence\).*$", re.DOTALL)
RESTORE = "-- its rows, where they are lost, come from a dump"

ByHand = Callable[[Decision, tuple[str, ...], Objects], Iterator[str]]


def by_hand(one: Decision, add: tuple[str, ...], declared: Objects) -> tuple[str, ...]:
    """Statements, or a comment where none can be told; `add` are those that make it."""
    say = _SAY.get(one.declared.kind, _made_anew)
    found = _renamed(one) if one.found and _same(one) else say(one, add, declared)
    return tuple(f"{sql.rstrip(';')};" if not sql.startswith("--") else sql for sql in found)


def _same(one: Decision) -> bool:
    """The declared one under another name."""
    found = one.found
    return found is not None and found.definition == one.declared.definition


def _renamed(one: Decision) -> Iterator[str]:
    assert one.found is not None
    kind, (schema, relation, name) = one.found.kind, one.found.name
    new = ident(one.declared.name.name)
    if kind == "constraint":
        table = qualified(schema, relation)
        yield f"ALTER TABLE {table} RENAME CONSTRAINT {ident(name)} TO {new}"
    elif kind == "index":
        yield f"ALTER INDEX {qualified(schema, name)} RENAME TO {new}"


def _made_anew(one: Decision, add: tuple[str, ...], _: Objects) -> Iterator[str]:
    if one.found is not None:
        yield _drop(one.found)
    yield from add or (f"-- make {one.declared.subject}: {one.declared}",)


def _drop(one: Declaration) -> str:
    schema, relation, name = one.name
    table = qualified(schema, relation)
    if one.kind == "constraint":
        return f"ALTER TABLE {table} DROP CONSTRAINT {ident(name)}"
    if one.kind in ("trigger", "policy", "rule"):
        return f"DROP {one.kind.upper()} {ident(name)} ON {table}"
    if one.kind in ("index", "statistics"):
        return f"DROP {one.kind.upper()} {qualified(schema, name)}"
    return f"-- rename or drop {one.subject}"


def _replaced(one: Decision, add: tuple[str, ...], declared: Objects) -> Iterator[str]:
    """Functions and views have a way of their own."""
    if one.found is None or one.found.kind != one.declared.kind or not add:
        yield from _made_anew(one, add, declared)
    elif "MATERIALIZED" in add[0][:30]:
        yield f"DROP MATERIALIZED VIEW {qualified(one.found.name.schema, one.found.name.name)}"
        yield from add
    else:
        create = add[0].partition("; REVOKE ALL ON ROUTINE")[0]
        yield create.replace("CREATE ", "CREATE OR REPLACE ", 1)


def _said(_: Decision, add: tuple[str, ...], __: Objects) -> Iterator[str]:
    """Saying it again is enough."""
    yield from add


def _table(one: Decision, _: tuple[str, ...], declared: Objects) -> Iterator[str]:
    if one.found is not None:
        yield f"-- rename or drop {one.found.subject}, or declare it: {one.found}"
    columns = ", ".join(
        f"{ident(each.name.name)} {_serial(each.definition)}"
        for each in declared.values()
        if each.kind == "column" and each.name[:2] == one.declared.name[:2]
    )
    yield f"CREATE TABLE {qualified(*one.declared.name[:2])} ({columns})"
    yield RESTORE


def _column(one: Decision, _: tuple[str, ...], declared: Objects) -> Iterator[str]:
    schema, table, column = one.declared.name
    alter = f"ALTER TABLE {qualified(schema, table)}"
    wanted = one.declared.definition
    if one.found is None:
        yield f"{alter} ADD COLUMN {ident(column)} {_serial(wanted)}"
        yield RESTORE
        return
    there, alter = one.found.definition, f"{alter} ALTER COLUMN {ident(column)}"
    type_ = TYPE.split(wanted)[0]
    if type_ != TYPE.split(there)[0]:
        yield f"{alter} TYPE {type_} USING {ident(column)}::{type_}"
    if _default(one.declared, declared) != _default(one.found, declared):
        new = _default(one.declared, declared)
        yield f"{alter} " + (f"SET{new}" if new else "DROP DEFAULT")
    null = [each.endswith(" NOT NULL") for each in (wanted, there)]
    if null[0] != null[1]:
        yield f"{alter} {'SET' if null[0] else 'DROP'} NOT NULL"


def _default(column: Declaration, declared: Objects) -> str:
    """As it is set; "" where there is none."""
    found = DEFAULT.search(column.definition)
    if found is None or "its own sequence" not in found[1]:
        return f" DEFAULT {found[1]}" if found else ""
    schema, table, name = column.name
    owner = f" OWNED BY {table}.{name}"
    for one in declared.values():
        if one.kind == "sequence" and one.definition.replace('"', "").endswith(owner):
            return f" DEFAULT nextval({literal(qualified(schema, one.name.name))}::regclass)"
    return ""


def _serial(definition: str) -> str:
    return SERIAL.sub(r"\1serial", definition)


def _enum(one: Decision, _: tuple[str, ...], declared: Objects) -> Iterator[str]:
    """A type of the same name in its place."""
    if one.found is None or one.found.kind != "enum":
        return
    schema, _relation, name = one.declared.name
    old, there = f"{name}_before", qualified(schema, name)
    values = ", ".join(map(literal, labels(one.declared.definition)))
    yield f"-- first drop the indexes, checks and views that compare a {name}: a repair makes them"
    yield f"ALTER TYPE {there} RENAME TO {ident(old)}"
    yield f"CREATE TYPE {there} AS ENUM ({values})"
    for each in declared.values():
        if each.kind == "column" and TYPE.split(each.definition)[0].replace('"', "") in (
            f"{schema}.{name}", name,
        ):  # fmt: skip
            column = ident(each.name.name)
            alter = f"ALTER TABLE {qualified(*each.name[:2])} ALTER COLUMN {column}"
            if default := _default(each, declared):
                yield f"{alter} DROP DEFAULT"
            yield f"{alter} TYPE {there} USING {column}::text::{there}"
            if default:
                yield f"{alter} SET{default}"
    yield f"DROP TYPE {qualified(schema, old)}"


_SAY: dict[str, ByHand] = {
    "table": _table,
    "column": _column,
    "enum": _enum,
    "function": _replaced,
    "view": _replaced,
    "comment": _said,
    "description": _said,
    "options": _said,
}

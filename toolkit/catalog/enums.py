"""Enum types: declared labels held, in their order, against the database's."""

from collections.abc import Sequence

from sqlalchemy import Connection

from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.declaration import Declaration, Name
from toolkit.catalog.kinds import enum
from toolkit.catalog.places import types
from toolkit.catalog.sql import literal, qualified, run

_WAYS_OUT = (
    "write a revision that renames labels (ALTER TYPE … RENAME VALUE) or makes the type anew",
    "declare the labels that are there, in their order",
)
_RENAME = ("rename the type or table that has this name", "declare the enum under another name")

# What a domain, a table or whatever else has its name has instead of labels.
NO_ENUM = ("\0",)


def decide_enum(
    connection: Connection, name: str, labels: Sequence[str], schema: str | None = None
) -> Decision:
    """One enum type. Without `schema`: where the search path finds it, else where CREATE puts it.

    ABSENT: `sql` creates it. LESS: `sql` adds the missing labels in their places. MORE: it has
    labels beyond the declared ones. DIFFERENT: another order.
    """
    (place,) = types(connection, [(schema, name)])
    where = Name(place, "", name)
    return decide(where, labels, labels_of(connection, [where]).get(where))


def decide(name: Name, labels: Sequence[str], found: Sequence[str] | None) -> Decision:
    """`found` is None where there is no such type, NO_ENUM where it is no enum type."""
    declared = declaration(name, labels)
    if found is None:
        return Decision(Verdict.ABSENT, declared, None, (enum.create_sql(declared),))
    if found is NO_ENUM:
        other = Declaration("type", name, "a type that is no enum")
        return Decision(Verdict.DIFFERENT, declared, other, ways_out=_RENAME)
    there = declaration(name, found)
    common = [label for label in labels if label in found]
    if common != [label for label in found if label in labels]:
        return Decision(Verdict.DIFFERENT, declared, there, ways_out=_WAYS_OUT)
    if len(common) < len(labels):
        return Decision(Verdict.LESS, declared, there, _additions(name, labels, found))
    verdict = Verdict.MORE if len(found) > len(labels) else Verdict.EQUAL
    return Decision(verdict, declared, there)


def declaration(name: Name, labels: Sequence[str]) -> Declaration:
    return Declaration("enum", name, f"ENUM ({', '.join(literal(one) for one in labels)})")


def labels_of(connection: Connection, names: Sequence[Name]) -> dict[Name, tuple[str, ...]]:
    """The labels, in their order, of the types that are there; NO_ENUM for what is no enum."""
    wanted = ", ".join(f"({literal(one.schema)}, {literal(one.name)})" for one in names)
    sql = f"""SELECT n.nspname, t.typname, ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e
        WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder), t.typtype = 'e'
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      WHERE (n.nspname, t.typname) IN ({wanted})"""  # noqa: S608 (quoted)
    rows = run(connection, sql) if names else ()
    return {
        Name(schema, "", name): tuple(labels) if is_enum else NO_ENUM
        for schema, name, labels, is_enum in rows
    }


def _additions(name: Name, labels: Sequence[str], found: Sequence[str]) -> tuple[str, ...]:
    """Each missing label AFTER the one declared before it; the first BEFORE what comes first."""
    statements, there = [], list(found)
    for place, label in enumerate(labels):
        if label in there:
            continue
        where = ""
        if place:
            where = f" AFTER {literal(labels[place - 1])}"
        elif there:
            where = f" BEFORE {literal(there[0])}"
        statements.append(add_value(name, label, where))
        there.insert(0, label)
    return tuple(statements)


def add_value(name: Name, label: str, where: str = "") -> str:
    """`where` is "", or BEFORE or AFTER and a label."""
    value = literal(label)
    return f"ALTER TYPE {qualified(name.schema, name.name)} ADD VALUE {value}{where}"

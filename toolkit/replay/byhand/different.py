"""What somebody may have made by hand under the name of an object, and it is another one."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.catalog.declaration import Declaration, Name
from toolkit.catalog.kinds.constraint import KEYS
from toolkit.catalog.sql import ident, literal, qualified
from toolkit.replay.world import Objects

TYPES = ("bigint", "numeric", "text", "character varying(4000)")
COMMENTED = ("TABLE", "VIEW", "MATERIALIZED VIEW", "INDEX", "SEQUENCE", "FOREIGN TABLE", "TYPE")
_LABELS = re.compile(r"'((?:[^']|'')*)'")


@dataclass(frozen=True)
class Difference:
    """It is there, but `how`; the first of the statements that succeeds makes it so."""

    how: str
    statements: Sequence[str]


def differences(one: Declaration, objects: Objects) -> Iterator[Difference]:
    """None where there is nothing of this kind that could not be called more, or less.

    `one` is there, with those that came with it.
    """
    if one.kind in ("table", "column"):
        how = "of another type" if one.kind == "column" else "with a column of another type"
        yield Difference(how, [*_types(_columns(one, objects), objects)])
    elif one.kind in _WAYS:
        yield from _WAYS[one.kind](one)


def _columns(one: Declaration, objects: Objects) -> list[Name]:
    """Keys last: what refers to them may not let them have another type."""
    if one.kind == "column":
        return [one.name]
    own = [each for each in objects.values() if each.name[:2] == one.name[:2]]
    keys = " ".join(each.definition for each in own if re.match(f"{KEYS}|FOREIGN", each.definition))
    names = [each.name for each in own if each.kind == "column"]
    return sorted(names, key=lambda name: name.name in re.findall(r"\w+", keys))


def _types(columns: Iterable[Name], objects: Objects) -> Iterator[str]:
    """Where a default, a check or a generated column does not allow one, another may do."""
    for schema, table, name in columns:
        now = objects["column", Name(schema, table, name)].definition
        alter = f"ALTER TABLE {qualified(schema, table)} ALTER COLUMN {ident(name)} TYPE"
        for type_ in (one for one in TYPES if not now.startswith(one)):
            yield f"{alter} {type_} USING {ident(name)}::{type_}"
            yield f"{alter} {type_}"


def _enum(one: Declaration) -> Iterator[Difference]:
    """One label beside another would only be more; the type is no enum then."""
    labels = _LABELS.findall(one.definition)
    if len(labels) < 2:
        return (yield from _type(one))
    alter = f"ALTER TYPE {_name(one)} RENAME VALUE"
    first, last, spare = (f"'{label}'" for label in (labels[0], labels[-1], "hive ''"))
    swap = [(first, spare), (last, first), (spare, last)]
    yield Difference(
        "with its labels in another order",
        [";".join(f"{alter} {old} TO {new}" for old, new in swap)],
    )


def _type(one: Declaration) -> Iterator[Difference]:
    base = "integer" if one.definition.startswith("DOMAIN text") else "text"
    drop = "DROP DOMAIN" if one.definition.startswith("DOMAIN") else "DROP TYPE"
    make = f"{drop} {_name(one)}; CREATE DOMAIN {_name(one)} AS {base}"
    yield Difference("of another type", [make])


def _index(one: Declaration) -> Iterator[Difference]:
    """Only a superuser can have one be INVALID that no crash has left."""
    name = qualified(one.name.schema, one.name.name)
    invalid = "UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid ="
    yield Difference("INVALID", [f"{invalid} {literal(name)}::pg_catalog.regclass"])
    rest = one.definition.partition("INDEX ")[2].partition(" WHERE ")
    word = "UNIQUE " if one.definition.startswith("UNIQUE ") else ""
    where = "" if rest[1] else " WHERE false"
    make = f"CREATE {word}INDEX {ident(one.name.name)} ON {_table(one)} {rest[0]}{where}"
    yield Difference("of other rows", [f"DROP INDEX {name}; {make}"])


def _constraint(one: Declaration) -> Iterator[Difference]:
    """As a crash leaves a check or a foreign key; a key is asked later; else another altogether."""
    word = " DEFERRABLE" if re.match(KEYS, one.definition) else " NOT VALID"
    words = ["CHECK (true)"]
    if one.valid and word not in one.definition:
        words.insert(0, f"{one.definition}{word}")
    name = ident(one.name.name)
    alter = f"ALTER TABLE {_table(one)} DROP CONSTRAINT {name}, ADD CONSTRAINT {name}"
    yield Difference("with another definition", [f"{alter} {each}" for each in words])


def _view(one: Declaration) -> Iterator[Difference]:
    """The same columns, so that what replaces views can mend it."""
    head, _, query = one.definition.partition(" AS ")
    query = f"AS SELECT * FROM ({query.strip().rstrip(';')}) v LIMIT 0"
    made = f"{head.partition(' WITH (')[0]} {_name(one)}"
    drop = f"DROP {made}; CREATE {made} {query}"
    yield Difference("with another query", [f"CREATE OR REPLACE {made} {query}", drop])


def _function(one: Declaration) -> Iterator[Difference]:
    name = qualified(one.name.schema, one.name.name.partition("(")[0])
    alter = f"ALTER ROUTINE {_routine(one.name.schema, one.name.name)} SECURITY"
    definer = "INVOKER" if " SECURITY DEFINER" in one.definition else "DEFINER"
    yield Difference(f"SECURITY {definer}", [f"{alter} {definer}"])
    word, _, rest = one.definition.partition("(")
    body = re.sub(r"(?=\$(function|procedure)x*\$\s*$)", "\n", rest)
    if body != rest:
        yield Difference("with another body", [f"CREATE OR REPLACE {word} {name}({body}"])


def _trigger(one: Declaration) -> Iterator[Difference]:
    verb = "ENABLE" if one.definition.endswith(" DISABLED") else "DISABLE"
    statement = f"ALTER TABLE {_table(one)} {verb} TRIGGER {ident(one.name.name)}"
    yield Difference(f"{verb.lower()}d", [statement])


def _rule(one: Declaration) -> Iterator[Difference]:
    """Not disabled: what replaces a rule leaves it so."""
    event = re.search(r"\bON (\w+) TO\b", one.definition)
    also = "ALSO" if " DO INSTEAD NOTHING" in one.definition else "INSTEAD"
    on = f"ON {event[1] if event else ''} TO {_table(one)} DO {also} NOTHING"
    make = f"CREATE OR REPLACE RULE {ident(one.name.name)} AS {on}"
    yield Difference("with another action", [make])


def _event_trigger(one: Declaration) -> Iterator[Difference]:
    verb = "ENABLE" if one.definition.endswith("D") else "DISABLE"
    statement = f"ALTER EVENT TRIGGER {ident(one.name.name)} {verb}"
    yield Difference(f"{verb.lower()}d", [statement])


def _sequence(one: Declaration) -> Iterator[Difference]:
    step = 8 if " INCREMENT 7 " in one.definition else 7
    yield Difference("with another step", [f"ALTER SEQUENCE {_name(one)} INCREMENT {step}"])


def _policy(one: Declaration) -> Iterator[Difference]:
    value = "true" if "(false)" in one.definition else "false"
    alter = f"ALTER POLICY {ident(one.name.name)} ON {_table(one)}"
    words = [f"{alter} {word} ({value})" for word in ("USING", "WITH CHECK")]
    yield Difference("for other rows", words)


def _publication(one: Declaration) -> Iterator[Difference]:
    what = "update" if one.definition.startswith("insert t") else "insert"
    statement = f"ALTER PUBLICATION {ident(one.name.name)} SET (publish = '{what}')"
    yield Difference("of other changes", [statement])


def _comment(one: Declaration) -> Iterator[Difference]:
    words = literal(f"{one.definition}, or so")
    on = [f"{what} {_table(one)}" for what in COMMENTED]
    if one.name.name:
        on = [f"COLUMN {_table(one)}.{ident(one.name.name)}"]
    yield Difference("with other words", [f"COMMENT ON {what} IS {words}" for what in on])


def _description(one: Declaration) -> Iterator[Difference]:
    what, _, name = one.name.name.partition(" ")
    on = qualified(one.name.schema, name)
    if one.name.relation:
        on = f"{ident(name)} ON {_table(one)}"
    elif what == "schema":
        on = ident(name)
    elif what == "function":
        what, on = "ROUTINE", _routine(one.name.schema, name)
    words = literal(f"{one.definition}, or so")
    yield Difference("with other words", [f"COMMENT ON {what} {on} IS {words}"])


def _routine(schema: str, name: str) -> str:
    """`name` has the types of its arguments."""
    bare, _, arguments = name.partition("(")
    return f"{qualified(schema, bare)}({arguments}"


def _name(one: Declaration) -> str:
    return qualified(one.name.schema, one.name.name)


def _table(one: Declaration) -> str:
    return qualified(one.name.schema, one.name.relation)


_WAYS: Mapping[str, Callable[[Declaration], Iterator[Difference]]] = {
    "enum": _enum,
    "type": _type,
    "index": _index,
    "constraint": _constraint,
    "view": _view,
    "function": _function,
    "trigger": _trigger,
    "rule": _rule,
    "event_trigger": _event_trigger,
    "sequence": _sequence,
    "policy": _policy,
    "publication": _publication,
    "comment": _comment,
    "description": _description,
}

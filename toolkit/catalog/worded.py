"""The SQL of decisions: what converges an object, and what only a person may run."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from toolkit.catalog import enums
from toolkit.catalog.by_hand import by_hand
from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.declaration import Declaration, Key, Name, Objects
from toolkit.catalog.judge import Relation, part_of, relation_words
from toolkit.catalog.kinds import KINDS
from toolkit.catalog.kinds.kind import NEVER
from toolkit.catalog.privileges import lacking
from toolkit.catalog.sql import array, literal, qualified, run, search_path

OPTION = "format('ALTER TABLE %I.%I %s', d.schema, d.relation, d.definition)"
"""Beside the kinds' own words: `ensure` leaves it to a person, and here a revision has made it."""
ADD = {kind.NAME: kind.ADD for kind in KINDS if kind.ADD != NEVER} | {"options": OPTION}
MEND = {kind.NAME: kind.MEND for kind in KINDS if kind.MEND != NEVER}
HALF_TOLD = ("AGGREGATE ", "REPLICA IDENTITY USING ", "SET TABLESPACE ")
"""How definitions begin that do not say all of it."""
ALONE = frozenset({"schema", "enum", "type", "function"})
"""Kinds that stand on no table."""
FIRST = "-- first what differs of its table, then this"


@dataclass(frozen=True)
class Words:
    """Statements that make one object, and those that finish it where it is broken."""

    add: tuple[str, ...] = ()
    mend: tuple[str, ...] = ()


_WORDS = """SELECT d.id, CASE d.kind {add} END, to_json(CASE d.kind {mend} END)
FROM jsonb_to_recordset({given}::jsonb) AS d (id int, kind text, schema text, relation text,
  name text, definition text, valid boolean, unnamed boolean, word text)"""


def mendable(one: Decision) -> bool:
    """Whether it can be converged without loss, as far as can be told without a server."""
    kind, definition = one.declared.kind, one.declared.definition
    if one.verdict is Verdict.ABSENT:
        told = not (definition.startswith(HALF_TOLD) or definition.endswith(" PERIOD"))
        return kind == "enum" or (kind in ADD and told)
    return one.verdict is Verdict.LESS or (one.verdict is Verdict.BROKEN and kind in MEND)


def worded(
    connection: Connection, decided: Sequence[Decision], declared: Objects
) -> list[Decision]:
    """The same with `sql` where they can be converged without loss, and as ways out what a person
    may run where not. Nothing is changed."""
    wrong = [one for one in decided if not one.converged]
    words = _words(connection, wrong, declared)
    types = _types(connection, wrong)
    stuck = _stuck(wrong)
    return [_worded(one, words, types, stuck, declared) for one in decided]


def _worded(
    one: Decision,
    words: Mapping[Key, Words],
    types: Mapping[Name, Decision],
    stuck: Collection[Relation],
    declared: Objects,
) -> Decision:
    if one.converged:
        return one
    if one.declared.kind == "enum":
        return _of_enum(one, types[one.declared.name], declared)
    found = words[one.declared.key]
    if not mendable(one):
        return replace(one, ways_out=by_hand(one, found.add, declared))
    sql = found.mend if one.verdict is Verdict.BROKEN else found.add
    if _stands_on(one.declared, stuck):
        return replace(one, ways_out=(FIRST, *sql))
    return replace(one, sql=sql)


def _of_enum(one: Decision, decision: Decision, declared: Objects) -> Decision:
    if decision.sql:
        return replace(one, sql=decision.sql)
    return replace(one, ways_out=by_hand(one, (), declared) or decision.ways_out)


def _stands_on(one: Declaration, stuck: Collection[Relation]) -> bool:
    """Whether it may need what differs of a table."""
    if one.kind in ALONE:
        return False
    refers = (f" REFERENCES {qualified(*name)} (" in one.definition for name in stuck)
    return (one.kind == "view" and bool(stuck)) or part_of(one, stuck) or any(refers)


def _stuck(wrong: Sequence[Decision]) -> set[Relation]:
    """Tables that differ themselves, and what is not made of them and with them."""
    tables = {one.declared.name[:2] for one in wrong if one.declared.kind in ("table", "column")}
    lacking = (one.declared for one in wrong if one.verdict is Verdict.ABSENT)
    return tables | {
        (one.name.schema, one.name.name)
        for one in lacking
        if one.kind in ("index", "constraint", "view") and _stands_on(one, tables)
    }


def _words(
    connection: Connection, wrong: Sequence[Decision], declared: Objects
) -> dict[Key, Words]:
    if not wrong:
        return {}
    relations = relation_words(declared)
    given = [_given(number, one, relations) for number, one in enumerate(wrong)]
    sql = _WORDS.format(add=_cases(ADD), mend=_cases(MEND), given=literal(json.dumps(given)))
    with search_path(connection, "pg_catalog"):
        rows = run(connection, sql)
    return {
        wrong[number].declared.key: Words((add,) if add else (), tuple(mend or ()))
        for number, add, mend in rows
    }


def _given(number: int, one: Decision, relations: Mapping[Relation, str]) -> dict[str, Any]:
    declared, (schema, relation, name) = one.declared, one.declared.name
    definition = declared.definition
    if one.verdict is Verdict.LESS and one.found and declared.kind == "grant":
        definition = lacking(definition, one.found.definition)
    return {
        "id": number, "kind": declared.kind, "schema": schema, "relation": relation, "name": name,
        "definition": definition, "valid": declared.valid, "unnamed": False,
        "word": relations.get((schema, relation), "TABLE"),
    }  # fmt: skip


def _cases(words: Mapping[str, str]) -> str:
    return " ".join(f"WHEN {literal(kind)} THEN {words}" for kind, words in words.items())


def _types(connection: Connection, wrong: Sequence[Decision]) -> dict[Name, Decision]:
    """Enum types know best themselves where a label goes."""
    types = [one.declared for one in wrong if one.declared.kind == "enum"]
    wanted = [
        (literal(one.name.schema), one.name.name, array(enums.labels(one.definition)))
        for one in types
    ]
    decided = enums.decide(connection, wanted)
    return {one.name: it for one, it in zip(types, decided, strict=True)}

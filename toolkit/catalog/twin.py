"""A twin of what is declared: made in pg_temp, described by PostgreSQL, and taken back.

pg_temp because it asks for nothing but TEMP. A block of PL/pgSQL whose inner block always fails
takes everything back in and out of a transaction, with any driver, and can be written to a script.
"""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

from collections.abc import Sequence
from dataclasses import dataclass, field

from toolkit.catalog import reader
from toolkit.catalog.decide import query
from toolkit.catalog.kinds import TABLE_KINDS
from toolkit.catalog.kinds.kind import Kind
from toolkit.catalog.sql import array, literal

# What PostgreSQL says when it does not even make the twin; anything else is nobody's drift.
REFUSALS = """syntax_error_or_access_rule_violation OR feature_not_supported
      OR object_not_in_prerequisite_state OR data_exception"""
WAYS_OUT = ("make what it refers to", "correct what is declared")

# Last in the path: what a declaration refers to is the real one, never another twin.
HERE = """PERFORM pg_catalog.set_config('check_function_bodies', 'off', true);
    PERFORM pg_catalog.set_config('search_path', CASE pg_catalog.current_setting('search_path')
      WHEN '' THEN '' ELSE pg_catalog.current_setting('search_path') || ', ' END
      || 'pg_temp', true);"""


@dataclass(frozen=True)
class Part:
    """One that needs no twin; `definition` is an expression, for where its table refers to."""

    kind: str
    relation: str
    name: str
    definition: str
    valid: bool = True
    unnamed: bool = False

    def row(self) -> str:
        words = ", ".join(map(literal, (self.kind, self.relation, self.name)))
        return f"({words}, {self.definition}, {self.valid}, {self.unnamed})"


@dataclass(frozen=True)
class Known:
    """What is declared beside the twins: parts, the names given to constraints, and words.

    `words` (kind, relation, name, words) begin a definition that no twin can have: UNLOGGED.
    """

    parts: Sequence[Part] = ()
    names: Sequence[tuple[str, str]] = ()
    words: Sequence[tuple[str, str, str, str]] = ()

    def json(self) -> str:
        """An expression."""
        parts = _rows("kind, relation, name, definition, valid, unnamed", [
            one.row() for one in self.parts
        ])  # fmt: skip
        words = _rows("kind, relation, name, words", [
            f"({', '.join(map(literal, one))})" for one in self.words
        ])  # fmt: skip
        names = f"pg_catalog.to_jsonb({array([list(one) for one in self.names])})"
        return (
            f"pg_catalog.jsonb_build_object('parts', {parts},\n    'words', {words},\n"
            f"    'names', {names})"
        )


@dataclass(frozen=True)
class Comparison:
    """What is declared, as DDL of twins, against what `relations` of the schema have.

    `ddl` are expressions, in which hive_home is the schema. For the rest see decide.query.
    """

    relations: Sequence[str]
    ddl: Sequence[str]
    kinds: Sequence[Kind] = TABLE_KINDS
    known: Known = field(default_factory=Known)
    meant: str = "true"
    create: Sequence[str] = ()
    more: bool = False

    def body(self, kind: str, relation: str, name: str) -> str:
        """PL/pgSQL that sets hive_decided; the rest names what is refused, if it is."""
        spaces = "n.nspname = hive_home OR n.oid = pg_my_temp_schema()"
        parts = reader.parts(spaces, reader.only(self.relations), self.kinds)
        own = array(self.create) if self.create else ""
        made = "\n    ".join(f"EXECUTE {statement};" for statement in self.ddl)
        return f"""BEGIN
    {HERE}
    {made}
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog', true);
    hive_decided := (
{query(parts, self.kinds, self.meant, own, self.more)}
    );
    RAISE EXCEPTION USING ERRCODE = 'HIVE0';
  EXCEPTION
    WHEN SQLSTATE 'HIVE0' THEN NULL;
    WHEN insufficient_privilege THEN RAISE;
    WHEN {REFUSALS} THEN
      GET STACKED DIAGNOSTICS hive_reason = MESSAGE_TEXT;
      hive_decided := {
            decided(
                "different",
                kind,
                relation,
                name,
                "'refused by PostgreSQL: ' || hive_reason",
                ways_out=WAYS_OUT,
            )
        };
  END;"""


def decided(
    verdict: str,
    kind: str,
    relation: str,
    name: str,
    definition: str,
    sql: Sequence[str] = (),
    ways_out: Sequence[str] = (),
    found: str = "NULL",
) -> str:
    """An expression: one decision. `definition` and what was `found` are expressions too."""
    there = f"""CASE WHEN {found} IS NOT NULL THEN pg_catalog.jsonb_build_object(
        'kind', {literal(kind)}, 'name', {literal(name)}, 'definition', {found},
        'valid', true) END"""
    where = f"hive_home, {literal(relation)}, {literal(name)}"
    return f"""pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object(
        'verdict', {literal(verdict)}, 'kind', {literal(kind)},
        'name', pg_catalog.jsonb_build_array({where}),
        'definition', {definition}, 'valid', true,
        'found', {there if found != "NULL" else "NULL"},
        'sql', pg_catalog.to_jsonb({array(sql)}),
        'ways_out', pg_catalog.to_jsonb({array(ways_out)})))"""


def _rows(columns: str, rows: Sequence[str]) -> str:
    if not rows:
        return "'[]'::jsonb"
    values = ",\n      ".join(rows)
    return f"(SELECT pg_catalog.jsonb_agg(w) FROM (VALUES {values}) w ({columns}))"

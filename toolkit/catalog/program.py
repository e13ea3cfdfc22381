"""Deciding about an object and doing what converges it, in one statement of PL/pgSQL."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

import json
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.catalog.apply import rows_in_the_way
from toolkit.catalog.decide import ALTER, DECLARE
from toolkit.catalog.decision import Decision
from toolkit.catalog.sql import block, ident, literal, run, sqlstate
from toolkit.catalog.twin import decided
from toolkit.errors import DeniedError, DriftError

DRIFT = "HIVE1"
ROWS = "HIVE2"
"""SQLSTATEs: not what was declared; rows in the way."""

NOTHING = "hive_decided := '[]';"
"""PL/pgSQL: there is nothing to decide."""

_READ_ONLY = "25006"
_LEAVE = "PERFORM pg_catalog.set_config('hive.decided', hive_decided::text, false);"
_TAKE = "SELECT pg_catalog.current_setting('hive.decided')"

# Drift stops before anything is run. Where nobody of ours is beside it, it is an error.
_ACT = f"""IF EXISTS (SELECT FROM pg_catalog.jsonb_array_elements(hive_decided) e
    WHERE e->>'verdict' NOT IN ('equal', 'more') AND e->'sql' = '[]') THEN
    {{stop}}
  ELSE
    FOR hive_one IN SELECT e FROM pg_catalog.jsonb_array_elements(hive_decided) e LOOP
      FOR hive_sql IN SELECT s FROM pg_catalog.jsonb_array_elements_text(hive_one->'sql') s LOOP
        BEGIN
          EXECUTE hive_sql;
        EXCEPTION WHEN integrity_constraint_violation THEN
          GET STACKED DIAGNOSTICS hive_reason = SCHEMA_NAME;
          IF hive_reason = 'pg_catalog' THEN
            RAISE;  -- no rows: another session made the same at the same time
          END IF;
          RAISE EXCEPTION USING ERRCODE = '{ROWS}', MESSAGE = pg_catalog.format(
            E'%s cannot be %s: there are rows that do not allow it\\n%s\\n%s', {{subject}},
            CASE hive_one->>'verdict' WHEN 'broken' THEN 'finished' ELSE 'made' END,
            'declared: ' || (hive_one->>'definition'), 'PostgreSQL says: ' || SQLERRM);
        END;
      END LOOP;
    END LOOP;
  END IF;"""

_SUBJECT = (
    "pg_catalog.concat_ws(' ', {one}->>'kind', (SELECT pg_catalog.string_agg(w, '.' ORDER BY place)"
    " FROM pg_catalog.jsonb_array_elements_text({one}->'name') WITH ORDINALITY n (w, place)"
    " WHERE w <> ''))"
)

_STOP = f"""RAISE EXCEPTION USING ERRCODE = '{DRIFT}',
      MESSAGE = 'Not what was declared: ' || (
        SELECT pg_catalog.string_agg({_SUBJECT.format(one="e")}, ', ')
        FROM pg_catalog.jsonb_array_elements(hive_decided) e WHERE e->>'verdict' = 'different'),
      DETAIL = (SELECT pg_catalog.string_agg(pg_catalog.format(E'declared: %s\\nfound:    %s',
        e->>'definition', coalesce(e->'found'->>'definition', 'nothing')), E'\\n')
        FROM pg_catalog.jsonb_array_elements(hive_decided) e WHERE e->>'verdict' = 'different'),
      HINT = (SELECT pg_catalog.string_agg(DISTINCT w, '; or ')
        FROM pg_catalog.jsonb_array_elements(hive_decided) e,
        pg_catalog.jsonb_array_elements_text(e->'ways_out') w);"""


@dataclass(frozen=True)
class Program:
    """`home` is an expression, the schema; `known` one for decide; `body` sets hive_decided."""

    what: str
    home: str
    body: str
    known: str = "'{}'"
    declare: str = ""

    def script(self) -> str:
        """All of it, by itself: drift is an error."""
        return self._block(_STOP, acting=True)

    def decide(self, connection: Connection) -> tuple[Decision, ...]:
        """Look, and change nothing."""
        return self._run(connection, acting=False)

    def converge(self, connection: Connection) -> tuple[Decision, ...]:
        """Do what converges; nothing where one of the decisions is drift.

        DriftError where rows do not allow it.
        """
        return self._run(connection, acting=True)

    def _run(self, connection: Connection, *, acting: bool) -> tuple[Decision, ...]:
        try:
            run(connection, self._block("NULL;", acting=acting))
        except DBAPIError as error:
            error.statement = self.what  # PostgreSQL's CONTEXT has the statement that failed
            raise _explained(error) or error from None
        ((answer,),) = run(connection, _TAKE)
        return tuple(map(Decision.from_json, json.loads(answer)))

    def _block(self, stop: str, *, acting: bool) -> str:
        act = _ACT.format(stop=stop, subject=_SUBJECT.format(one="hive_one")) if acting else ""
        title = self.what.replace("\n", " ")
        return block(f"""#variable_conflict use_column
-- {title}
DECLARE
  hive_home text := {self.home};
  hive_known jsonb := {self.known};
  hive_decided jsonb;
  hive_one jsonb;
  hive_sql text;
  hive_reason text;
  {self.declare}
BEGIN
  {self.body}
  {_LEAVE}
  {act}
END""")


def unless(there: str, absent: str, otherwise: str) -> str:
    """PL/pgSQL: what is decided where a condition does not hold, which costs no twin."""
    return f"IF {there} THEN\n  {otherwise}\n  ELSE\n    hive_decided := {absent};\n  END IF;"


def rename(
    what: tuple[str, str, str, str],
    there: tuple[str, str],
    statement: str,
    otherwise: tuple[str, str] = (NOTHING, NOTHING),
) -> str:
    """PL/pgSQL: `what` is a kind, a relation, the old name and the new one.

    `there` are conditions, is the old one there, is the new one; `otherwise` is what is decided
    about it besides under the old name and under the new one.
    """
    kind, relation, old, new = what
    about = (kind, relation, new, literal(f"renamed from {ident(old)}"))
    done = decided("different", *about, [statement], found=literal(ident(old)))
    both = literal(f"both {ident(old)} and {ident(new)}")
    return f"""IF {there[0]} AND NOT {there[1]} THEN
    {otherwise[0]}
    hive_decided := hive_decided || {done};
  ELSIF {there[1]} AND NOT {there[0]} THEN
    {otherwise[1]}
    hive_decided := hive_decided || {decided("equal", *about)};
  ELSE
    hive_decided := {
        decided(
            "different",
            *about,
            ways_out=(ALTER, DECLARE),
            found=f"CASE WHEN {there[0]} THEN {both} END",
        )
    };
  END IF;"""


def _explained(error: DBAPIError) -> DriftError | DeniedError | None:
    code = sqlstate(error)
    if code == ROWS:
        what, declared, reason, *_ = str(error.orig).splitlines()
        return rows_in_the_way(what, f"{declared}\n{reason}")
    return _read_only() if code == _READ_ONLY else None


def _read_only() -> DeniedError:
    return DeniedError(
        "What is declared cannot be compared in a read-only transaction",
        why="PostgreSQL describes a twin of it, made in pg_temp and taken back at once.",
        state="Nothing was changed.",
        next="Use a transaction that may write; nothing will remain of it.",
    )

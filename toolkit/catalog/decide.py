"""The decision table as one SQL query: what was declared, held against what is there.

In SQL, so that a script decides by itself what a running migration decides with us beside it.
"""

from collections.abc import Sequence

from toolkit.catalog.kinds.constraint import KEYS
from toolkit.catalog.kinds.kind import NEVER, Kind
from toolkit.catalog.reader import TWIN
from toolkit.catalog.sql import literal

ALTER = "write a revision that alters what is there"
DECLARE = "declare what is there"
_MISSING = "write a revision that adds it"
_LOST = "where it was there and is lost: restore it from a dump, or make it again by hand"
_AWAY = "rename or drop what has its name"

# What is declared: the twins' parts that are meant, and what `hive_known` has beside them.
_DECLARED = """d AS (
  SELECT row_number() OVER () AS id, w.kind, hive_home AS schema, w.relation::text, w.name::text,
    coalesce(k.words, '') || w.definition AS definition, w.valid, w.unnamed, 'TABLE' AS word
  FROM (
    SELECT p.kind, p.relation, p.name, p.definition, p.valid, p.kind = 'constraint'
      AND (p.relation, p.name) NOT IN (
        SELECT n->>0, n->>1 FROM jsonb_array_elements(hive_known->'names') n)
    FROM part p WHERE p.schema = '{twin}' AND ({meant})
    UNION ALL
    SELECT p.* FROM jsonb_to_recordset(hive_known->'parts') AS p (
      kind text, relation text, name text, definition text, valid boolean, unnamed boolean)
  ) w (kind, relation, name, definition, valid, unnamed)
  LEFT JOIN jsonb_to_recordset(hive_known->'words') AS k (
    kind text, relation text, name text, words text) USING (kind, relation, name)
), f AS (
  SELECT row_number() OVER (ORDER BY p.kind, p.relation, p.name) AS id, p.kind, p.schema::text,
    p.relation::text, p.name::text, p.definition, p.valid
  FROM part p WHERE p.schema <> '{twin}'
)"""

# By name; what PostgreSQL named, and what is not there by its name, by what it is.
_MATCHED = """named AS (
  SELECT d.id, f.id AS found FROM d JOIN f USING (kind, relation, name) WHERE NOT d.unnamed
), alike AS (
  SELECT x.id, y.id AS found FROM (
    SELECT d.*, row_number() OVER (
      PARTITION BY kind, relation, definition ORDER BY unnamed DESC, id) AS nth
    FROM d WHERE kind IN ('constraint', 'index') AND id NOT IN (SELECT n.id FROM named n)
  ) x JOIN (
    SELECT f.*, row_number() OVER (PARTITION BY kind, relation, definition ORDER BY name) AS nth
    FROM f WHERE id NOT IN (SELECT n.found FROM named n)
  ) y USING (kind, relation, definition, nth)
), matched AS (
  SELECT * FROM named UNION ALL SELECT * FROM alike
)"""

# What stands in the way of adding it, or stands where one without a name would: a key has an
# index of its name; a table has one primary key.
_RIVALS = """rival AS (
  SELECT d.id, min(f.id) AS found FROM d JOIN f USING (relation)
  WHERE d.id NOT IN (SELECT m.id FROM matched m) AND f.id NOT IN (SELECT m.found FROM matched m)
  AND CASE WHEN (d.kind, f.kind) = ('constraint', 'index')
      THEN d.name = f.name AND d.definition ~ '{keys}'
    WHEN (d.kind, f.kind) = ('index', 'constraint')
      THEN d.name = f.name AND f.definition ~ '{keys}'
    WHEN (d.kind, f.kind) = ('constraint', 'constraint')
      THEN d.unnamed AND (d.name = f.name OR d.definition LIKE 'FOREIGN KEY%'
          AND starts_with(f.definition, split_part(d.definition, ' REFERENCES ', 1)))
        OR d.definition LIKE 'PRIMARY KEY%' AND f.definition LIKE 'PRIMARY KEY%'
    ELSE false END
  GROUP BY d.id
), taken AS (
  SELECT d.id, CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
    WHEN 'S' THEN 'SEQUENCE' WHEN 'c' THEN 'COMPOSITE TYPE' WHEN 'f' THEN 'FOREIGN TABLE'
    WHEN 'i' THEN 'INDEX' WHEN 'I' THEN 'INDEX' ELSE 'TABLE' END || coalesce(
    (SELECT ' on ' || x.indrelid::regclass FROM pg_index x WHERE x.indexrelid = c.oid), '') AS what
  FROM d JOIN pg_class c ON c.relname = CASE d.kind WHEN 'table' THEN d.relation ELSE d.name END
  JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = d.schema
  WHERE (d.kind IN ('table', 'index', 'view', 'sequence') OR d.kind = 'constraint'
    AND NOT d.unnamed AND d.definition ~ '{keys}')
  AND d.id NOT IN (SELECT m.id FROM matched m) AND d.id NOT IN (SELECT r.id FROM rival r)
  UNION ALL
  SELECT d.id, CASE t.typtype WHEN 'e' THEN 'ENUM' WHEN 'c' THEN 'TYPE OF A RELATION'
    ELSE 'TYPE' END
  FROM d JOIN pg_type t ON t.typname = d.name
  JOIN pg_namespace n ON n.oid = t.typnamespace AND n.nspname = d.schema
  WHERE d.kind = 'type' AND d.id NOT IN (SELECT m.id FROM matched m)
)"""

# Of a table that is not there only that is said.
_VERDICTS = """judged AS (
  SELECT d.*, f.id AS found, f.kind AS other_kind, f.name AS other, f.definition AS there,
    f.valid AS whole, t.what, {add} AS addition,
    m.id IS NOT NULL AND f.name <> d.name AND NOT d.unnamed AS renamed,
    CASE WHEN m.id IS NOT NULL AND (f.name = d.name OR d.unnamed) AND f.definition = d.definition
      THEN CASE WHEN d.valid AND NOT f.valid THEN 'broken' ELSE 'equal' END
    WHEN f.id IS NOT NULL OR t.id IS NOT NULL OR {add} IS NULL THEN 'different'
    ELSE 'absent' END AS verdict
  FROM d LEFT JOIN matched m USING (id) LEFT JOIN rival r USING (id)
  LEFT JOIN f ON f.id = coalesce(m.found, r.found) LEFT JOIN taken t ON t.id = d.id
  WHERE d.kind = 'table' OR d.relation NOT IN (
    SELECT a.relation FROM d a WHERE a.kind = 'table' AND a.id NOT IN (SELECT id FROM named))
)"""

_ANSWER = """SELECT coalesce(jsonb_agg(jsonb_build_object('verdict', verdict, 'kind', kind,
    'name', jsonb_build_array(schema, relation, name), 'definition', definition, 'valid', valid,
    'found', found, 'sql', coalesce(to_jsonb(sql), '[]'), 'ways_out', coalesce(to_jsonb(ways_out),
    '[]')) ORDER BY place), '[]')
FROM (
  SELECT d.id AS place, d.verdict, d.kind, d.schema, d.relation, d.name, d.definition, d.valid,
    CASE WHEN d.found IS NOT NULL
      THEN jsonb_build_object('kind', d.other_kind, 'name', d.other, 'definition', d.there,
        'valid', d.whole)
      WHEN d.what IS NOT NULL
      THEN jsonb_build_object('kind', 'relation', 'name', d.name, 'definition', d.what,
        'valid', true) END AS found,
    CASE d.verdict WHEN 'absent' THEN {own} WHEN 'broken' THEN {mend} END AS sql,
    CASE WHEN d.verdict <> 'different' THEN NULL
      WHEN d.renamed THEN ARRAY[format('rename it from "%s" to "%s"', d.other, d.name), {declare}]
      WHEN d.found IS NOT NULL THEN ARRAY[{alter}, {declare}]
      WHEN d.what IS NOT NULL THEN ARRAY[{away}, {declare}]
      ELSE ARRAY[{missing}, {lost}] END AS ways_out
  FROM judged d{more}
) decided"""

_MORE = """
  UNION ALL
  SELECT 1000000 + f.id, 'more', f.kind, f.schema, f.relation, f.name, f.definition, f.valid,
    jsonb_build_object('kind', f.kind, 'name', f.name, 'definition', f.definition,
      'valid', f.valid), NULL, NULL
  FROM f WHERE f.kind IN ('column', 'constraint', 'index')
  AND f.id NOT IN (SELECT found FROM judged WHERE found IS NOT NULL)"""


def query(parts: str, kinds: Sequence[Kind], meant: str, own: str = "", more: bool = False) -> str:
    """An array of decisions over `parts` (see reader); hive_home and hive_known are variables.

    `meant` is a condition on a part `p` of a twin: was it declared? `own` is an array of what makes
    the one declared object, where the kinds' own words are not enough. With `more`, what is there
    beyond what is declared is told too.
    """
    adding = {kind.NAME: kind.ADD for kind in kinds}
    mending = {kind.NAME: kind.MEND for kind in kinds}
    answer = _ANSWER.format(
        own=own or "ARRAY[d.addition]",
        mend=_of_kind(mending, "text[]"),
        more=_MORE if more else "",
        alter=literal(ALTER),
        declare=literal(DECLARE),
        missing=literal(_MISSING),
        lost=literal(_LOST),
        away=literal(_AWAY),
    )
    ctes = [
        parts,
        _DECLARED.format(twin=TWIN, meant=meant),
        _MATCHED,
        _RIVALS.format(keys=KEYS),
        _VERDICTS.format(add=literal("own") if own else _of_kind(adding, "text")),
    ]
    return ",\n".join(ctes) + "\n" + answer


def _of_kind(words: dict[str, str], otherwise: str) -> str:
    """The expression of each kind that has one."""
    cases = " ".join(f"WHEN {literal(k)} THEN {w}" for k, w in words.items() if w != NEVER)
    return f"CASE d.kind {cases} END" if cases else f"NULL::{otherwise}"

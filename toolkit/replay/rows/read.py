"""The catalog, read in one query for all tables that lack rows, and which those are."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from toolkit.catalog.reader import EVERYTHING
from toolkit.catalog.sql import literal, qualified, run, search_path
from toolkit.replay.rows.tables import Table, Type

_TABLES = """SELECT c.oid::bigint, n.nspname::text, c.relname::text
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE {spaces} AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
  AND c.relname <> {version_table}
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid
    AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'e')
  ORDER BY 2, 3"""

_TYPES = """WITH RECURSIVE reached (oid) AS (
  SELECT a.atttypid FROM pg_attribute a
  WHERE a.attrelid = ANY ({oids}) AND a.attnum > 0 AND NOT a.attisdropped
  UNION
  SELECT p.oid FROM reached JOIN pg_type t ON t.oid = reached.oid CROSS JOIN LATERAL (
    SELECT t.typbasetype UNION ALL SELECT e.oid FROM pg_type e WHERE e.typarray = t.oid
    UNION ALL SELECT r.rngsubtype FROM pg_range r WHERE r.rngtypid = t.oid
    UNION ALL SELECT r.rngtypid FROM pg_range r WHERE r.rngmultitypid = t.oid
    UNION ALL SELECT a.atttypid FROM pg_attribute a WHERE t.typtype = 'c'
      AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
  ) p (oid) WHERE p.oid <> 0
), types (all_of_them) AS (
  SELECT jsonb_object_agg(t.oid, jsonb_build_object(
    'name', t.typname, 'written', format_type(t.oid, -1), 'kind', t.typtype,
    'base', t.typbasetype::bigint, 'modifier', t.typtypmod,
    'over', coalesce(format_type(nullif(t.typbasetype, 0), t.typtypmod), ''),
    'element', coalesce((SELECT e.oid::bigint FROM pg_type e WHERE e.typarray = t.oid), 0),
    'delimiter', t.typdelim,
    'part', coalesce((SELECT r.rngsubtype::bigint FROM pg_range r WHERE r.rngtypid = t.oid),
      (SELECT r.rngtypid::bigint FROM pg_range r WHERE r.rngmultitypid = t.oid), 0),
    'required', t.typnotnull,
    'labels', ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid
      ORDER BY e.enumsortorder),
    'attributes', coalesce((SELECT jsonb_agg(jsonb_build_array(
        a.atttypid::bigint, a.atttypmod) ORDER BY a.attnum)
      FROM pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0
      AND NOT a.attisdropped), '[]'),
    'checks', ARRAY(SELECT pg_get_expr(k.conbin, 0) FROM pg_constraint k
      WHERE k.contypid = t.oid AND k.contype = 'c' ORDER BY k.conname)))
  FROM reached JOIN pg_type t ON t.oid = reached.oid
)"""

_COLUMNS = """SELECT jsonb_agg(jsonb_build_object(
    'number', a.attnum, 'name', a.attname, 'type', a.atttypid::bigint, 'modifier', a.atttypmod,
    'written', format_type(a.atttypid, a.atttypmod), 'required', a.attnotnull OR t.typnotnull,
    'default', d.oid IS NOT NULL AND a.attgenerated = '', 'identity', a.attidentity <> '',
    'made', CASE WHEN a.attgenerated = '' THEN '' ELSE pg_get_expr(d.adbin, d.adrelid) END,
    'counter', CASE WHEN a.attidentity = '' AND a.attgenerated = '' THEN (
      SELECT jsonb_build_object('oid', s.seqrelid::bigint, 'increment', s.seqincrement,
        'least', s.seqmin, 'most', s.seqmax)
      FROM pg_depend u JOIN pg_sequence s ON s.seqrelid = u.refobjid
      WHERE u.classid = 'pg_attrdef'::regclass AND u.objid = d.oid
      AND u.refclassid = 'pg_class'::regclass
      AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) LIMIT 1) END
  ) ORDER BY a.attnum)
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"""

# The names of columns by their numbers in an array.
_NAMES = """ARRAY(SELECT a.attname FROM unnest({numbers}) WITH ORDINALITY n (number, place)
      JOIN pg_attribute a ON a.attrelid = {table} AND a.attnum = n.number ORDER BY n.place)"""

_CHECKS = f"""SELECT jsonb_agg(k.one ORDER BY k.one->>'name') FROM (
  SELECT jsonb_build_object('name', k.conname, 'words', pg_get_expr(k.conbin, k.conrelid),
    'columns', {_NAMES.format(numbers="k.conkey", table="c.oid")})
  FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c'
  UNION ALL
  SELECT jsonb_build_object('name', '', 'columns', '[]'::jsonb, 'words', coalesce(string_agg(
    '(' || coalesce(pg_get_partition_constraintdef(p.relid), 'true') || ')', ' OR '
    ORDER BY p.relid::text), 'true'))
  FROM pg_partition_tree(c.oid) p WHERE c.relkind = 'p' AND p.isleaf HAVING c.relkind = 'p'
) k (one)"""

_KEYS = f"""SELECT jsonb_agg(jsonb_build_object('name', i.relname,
    'words', CASE WHEN x.indexprs IS NULL AND x.indpred IS NULL THEN ''
      ELSE coalesce(pg_get_expr(x.indexprs, x.indrelid), '') || ' '
        || coalesce(pg_get_expr(x.indpred, x.indrelid), '') END,
    'columns', {_NAMES.format(numbers="x.indkey::int2[]", table="c.oid")}) ORDER BY i.relname)
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
  WHERE x.indrelid = c.oid AND (x.indisunique OR x.indisexclusion)"""

_FOREIGN = f"""SELECT jsonb_agg(jsonb_build_object('name', k.conname, 'target', f.oid::bigint,
    'schema', n.nspname, 'table', f.relname,
    'columns', {_NAMES.format(numbers="k.conkey", table="c.oid")},
    'others', {_NAMES.format(numbers="k.confkey", table="f.oid")}) ORDER BY k.conname)
  FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid
  JOIN pg_namespace n ON n.oid = f.relnamespace
  WHERE k.conrelid = c.oid AND k.contype = 'f'"""

_ALL = f"""{_TYPES}
SELECT (SELECT all_of_them FROM types), jsonb_agg(jsonb_build_object('oid', c.oid::bigint,
    'schema', n.nspname, 'name', c.relname,
    'columns', coalesce(({_COLUMNS}), '[]'), 'checks', coalesce(({_CHECKS}), '[]'),
    'keys', coalesce(({_KEYS}), '[]'), 'foreign', coalesce(({_FOREIGN}), '[]'),
    'parents', ARRAY(SELECT i.inhparent::bigint FROM pg_inherits i WHERE i.inhrelid = c.oid)
  ) ORDER BY n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ANY ({{oids}})"""


@dataclass(frozen=True)
class Lacking:
    """Tables with fewer rows than wanted, and every type that is met in them, by oid."""

    tables: tuple[Table, ...]
    types: dict[int, Type]


def lacking(connection: Connection, count: int, version_table: str) -> Lacking:
    """Two cheap queries where nothing is lacking."""
    return described(connection, _held(connection, count, version_table))


def described(connection: Connection, held: Mapping[int, int]) -> Lacking:
    """The tables with these oids, which hold so many rows."""
    if not held:
        return Lacking((), {})
    oids = f"ARRAY[{', '.join(map(str, held))}]::oid[]"
    with search_path(connection, "pg_catalog"):
        ((types, tables),) = run(connection, _ALL.format(oids=oids))
    return Lacking(
        tuple(Table.from_json(one, held[one["oid"]]) for one in tables),
        {int(oid): Type.from_json(one) for oid, one in types.items()} if types else {},
    )


def counted(connection: Connection, tables: Sequence[Table], count: int) -> list[int]:
    """How many rows each holds; no more are counted than `count`."""
    return [held for (_, held) in run(connection, _counting([t.written for t in tables], count))]


def _held(connection: Connection, count: int, version_table: str) -> dict[int, int]:
    listing = _TABLES.format(spaces=EVERYTHING, version_table=literal(version_table))
    tables = run(connection, listing)
    if not tables:
        return {}
    names = [qualified(schema, name) for _, schema, name in tables]
    found = run(connection, _counting(names, count))
    return {tables[place][0]: held for place, held in found if held < count}


def _counting(names: Sequence[str], count: int) -> str:
    one = "SELECT {}, (SELECT count(*) FROM (SELECT FROM {} LIMIT {}) rows)"
    counts = (one.format(place, name, count) for place, name in enumerate(names))
    return " UNION ALL ".join(counts) + " ORDER BY 1"

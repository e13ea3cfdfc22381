"""Domains, composite types and ranges."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "type"

SELECT = """
SELECT s.schema, '', t.typname, CASE t.typtype
  WHEN 'd' THEN 'DOMAIN ' || format_type(t.typbasetype, t.typtypmod)
    || coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE ''
    END || coalesce((SELECT string_agg(format(' CONSTRAINT %I %s', c.conname,
      pg_get_constraintdef(c.oid)), '' ORDER BY c.conname) FROM pg_constraint c
      WHERE c.contypid = t.oid AND c.contype = 'c'), '')
  WHEN 'c' THEN 'COMPOSITE (' || coalesce((SELECT string_agg(format('%I %s', a.attname,
      format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum) FROM pg_attribute a
      WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')'
  ELSE 'RANGE (' || (SELECT format_type(g.rngsubtype, NULL) FROM pg_range g
      WHERE g.rngtypid = t.oid) || ')' END,
  true
FROM space s JOIN pg_type t ON t.typnamespace = s.oid
WHERE (t.typtype IN ('d', 'r') OR t.typtype = 'c'
    AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
  AND NOT EXISTS (SELECT FROM pg_depend p
    WHERE p.classid = 'pg_type'::regclass AND p.objid = t.oid AND p.deptype = 'e')
"""

ADD = NEVER
MEND = NEVER

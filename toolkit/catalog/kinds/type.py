"""Domains, composite types and ranges."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "type"

# What PostgreSQL calls a domain's constraint depends on what else is in the schema: left out.
SELECT = """
SELECT s.schema, '', t.typname, CASE t.typtype
  WHEN 'd' THEN 'DOMAIN ' || format_type(t.typbasetype, t.typtypmod)
    || coalesce((SELECT format(' COLLATE %I.%I', n.nspname, o.collname) FROM pg_collation o
      JOIN pg_namespace n ON n.oid = o.collnamespace JOIN pg_type b ON b.oid = t.typbasetype
      WHERE o.oid = t.typcollation AND o.oid <> b.typcollation), '')
    || coalesce(' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), '')
    || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
    || coalesce((SELECT string_agg(CASE WHEN starts_with(c.conname, t.typname || '_check')
        THEN ' ' ELSE format(' CONSTRAINT %I ', c.conname) END || pg_get_constraintdef(c.oid), ''
        ORDER BY c.conname)
      FROM pg_constraint c WHERE c.contypid = t.oid AND c.contype = 'c'), '')
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

ADD = """CASE WHEN d.definition LIKE 'DOMAIN %'
    THEN format('CREATE DOMAIN %I.%I AS%s', d.schema, d.name, substr(d.definition, 7))
  WHEN d.definition LIKE 'COMPOSITE %'
    THEN format('CREATE TYPE %I.%I AS%s', d.schema, d.name, substr(d.definition, 10))
  ELSE format('CREATE TYPE %I.%I AS RANGE (SUBTYPE = %s', d.schema, d.name,
    substr(d.definition, 8)) END"""
MEND = NEVER

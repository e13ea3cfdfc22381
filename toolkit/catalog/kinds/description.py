"""Comments of what is no relation: schemas, types, functions, constraints, triggers, policies."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "description"

SELECT = """
SELECT o.schema, o.relation, o.kind || ' ' || o.name, c.description, true
FROM (
  SELECT s.schema, '' AS relation, 'schema' AS kind, s.schema AS name,
    'pg_namespace'::regclass AS catalog, s.oid FROM space s
  UNION ALL SELECT s.schema, '', 'type', t.typname, 'pg_type'::regclass, t.oid
  FROM space s JOIN pg_type t ON t.typnamespace = s.oid
  UNION ALL SELECT s.schema, '', 'function',
    f.proname || '(' || oidvectortypes(f.proargtypes) || ')', 'pg_proc'::regclass, f.oid
  FROM space s JOIN pg_proc f ON f.pronamespace = s.oid
  UNION ALL SELECT r.schema, r.relname, 'constraint', n.conname, 'pg_constraint'::regclass, n.oid
  FROM rel r JOIN pg_constraint n ON n.conrelid = r.oid
  UNION ALL SELECT r.schema, r.relname, 'trigger', t.tgname, 'pg_trigger'::regclass, t.oid
  FROM rel r JOIN pg_trigger t ON t.tgrelid = r.oid
  UNION ALL SELECT r.schema, r.relname, 'policy', p.polname, 'pg_policy'::regclass, p.oid
  FROM rel r JOIN pg_policy p ON p.polrelid = r.oid
) o JOIN pg_description c ON c.classoid = o.catalog AND c.objoid = o.oid AND c.objsubid = 0
WHERE NOT EXISTS (SELECT FROM pg_depend p
  WHERE p.classid = o.catalog AND p.objid = o.oid AND p.deptype = 'e')
  AND NOT (o.kind = 'schema' AND o.name = 'public' AND c.description = 'standard public schema')
"""

ADD = r"""(SELECT format('COMMENT ON %s IS %L', CASE n.kind
    WHEN 'schema' THEN format('SCHEMA %I', d.schema)
    WHEN 'type' THEN format('TYPE %I.%I', d.schema, n.name)
    WHEN 'function' THEN format('ROUTINE %I.%I(%s)', d.schema, n.parts[1], n.parts[2])
    ELSE format('%s %I ON %I.%I', upper(n.kind), n.name, d.schema, d.relation) END, d.definition)
  FROM (SELECT split_part(d.name, ' ', 1) AS kind, substr(d.name, strpos(d.name, ' ') + 1) AS name,
    regexp_match(d.name, '^function (.*)\((.*)\)$') AS parts) n)"""
MEND = NEVER

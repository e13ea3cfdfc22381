"""Privileges that others than the owner hold, and those that new objects will come with."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "grant"

SELECT = """
SELECT o.schema, o.kind || ' ' || o.name, o.grantee, string_agg(o.privilege, ', '
  ORDER BY o.privilege), true
FROM (
  SELECT a.schema, a.kind, a.name,
    CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END AS grantee,
    g.privilege_type || CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS privilege
  FROM (
    SELECT r.schema, CASE r.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
      r.oid::regclass::text AS name, r.relowner AS owner, r.relacl AS acl
    FROM rel r
    UNION ALL SELECT r.schema, 'COLUMN', r.oid::regclass::text || '.' || quote_ident(a.attname),
      r.relowner, a.attacl
    FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid AND NOT a.attisdropped
    UNION ALL SELECT s.schema, 'TYPE', t.oid::regtype::text, t.typowner, t.typacl
    FROM space s JOIN pg_type t ON t.typnamespace = s.oid
    UNION ALL SELECT s.schema, 'DEFAULT', format('FOR %s ON %s', e.defaclrole::regrole,
      e.defaclobjtype), e.defaclrole, e.defaclacl
    FROM space s JOIN pg_default_acl e ON e.defaclnamespace = s.oid
    UNION ALL SELECT s.schema, 'SCHEMA', quote_ident(n.nspname), n.nspowner, n.nspacl
    FROM space s JOIN pg_namespace n ON n.oid = s.oid
    UNION ALL SELECT s.schema, 'FUNCTION', f.oid::regprocedure::text, f.proowner,
      coalesce(f.proacl, acldefault('f', f.proowner))
    FROM space s JOIN pg_proc f ON f.pronamespace = s.oid
    WHERE NOT EXISTS (SELECT FROM pg_depend p
      WHERE p.classid = 'pg_proc'::regclass AND p.objid = f.oid AND p.deptype IN ('e', 'i'))
  ) a CROSS JOIN LATERAL aclexplode(a.acl) g
  WHERE a.acl IS NOT NULL AND g.grantee <> a.owner
) o
GROUP BY o.schema, o.kind, o.name, o.grantee
"""

# What is granted on is told as "KIND name", a column as "COLUMN table.column".
ADD = r"""(SELECT string_agg(format(CASE WHEN o.kind = 'DEFAULT'
      THEN 'ALTER DEFAULT PRIVILEGES %1$s IN SCHEMA %5$I GRANT %2$s TO %3$s%4$s'
      ELSE 'GRANT %2$s ON %1$s TO %3$s%4$s' END,
    CASE o.kind WHEN 'COLUMN' THEN 'TABLE ' || o.parts[1]
      WHEN 'FUNCTION' THEN 'ROUTINE ' || o.name
      WHEN 'DEFAULT' THEN 'FOR ROLE ' || substr(left(o.name, -5), 5) ELSE d.relation END,
    CASE o.kind WHEN 'COLUMN' THEN format('%s (%s)', p.name, o.parts[2])
      WHEN 'DEFAULT' THEN format('%s ON %s', p.name, CASE right(o.name, 1) WHEN 'r' THEN 'TABLES'
        WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' ELSE 'TYPES' END)
      ELSE p.name END, d.name, p.grantable, d.schema), '; ')
  FROM (SELECT split_part(d.relation, ' ', 1) AS kind,
      substr(d.relation, strpos(d.relation, ' ') + 1) AS name,
      regexp_match(d.relation, '^COLUMN (.*)\.("(?:[^"]|"")*"|[^".]*)$') AS parts) o,
    (SELECT split_part(w, ' WITH ', 1), substring(w FROM ' WITH GRANT OPTION$')
      FROM regexp_split_to_table(d.definition, ', ') w) p (name, grantable))"""
MEND = NEVER

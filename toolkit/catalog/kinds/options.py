"""What a table has beside its parts: storage parameters, tablespace, row security, identity."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "options"

SELECT = """
SELECT r.schema, r.relname, o.name, o.definition, true
FROM rel r CROSS JOIN LATERAL (
  SELECT 'set ' || split_part(w, '=', 1), 'SET (' || w || ')' FROM unnest(r.reloptions) w
  UNION ALL SELECT 'tablespace', 'SET TABLESPACE ' || quote_ident(p.spcname) FROM pg_tablespace p
    WHERE p.oid = r.reltablespace
  UNION ALL SELECT 'row security', 'ENABLE ROW LEVEL SECURITY' WHERE r.relrowsecurity
  UNION ALL SELECT 'forced row security', 'FORCE ROW LEVEL SECURITY' WHERE r.relforcerowsecurity
  UNION ALL SELECT 'replica identity', 'REPLICA IDENTITY ' || CASE r.relreplident WHEN 'f' THEN
    'FULL' WHEN 'n' THEN 'NOTHING' ELSE 'USING INDEX' END WHERE r.relreplident <> 'd'
) o (name, definition)
WHERE r.relkind IN ('r', 'p')
"""

ADD = NEVER
MEND = NEVER

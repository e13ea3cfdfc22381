"""Row security policies."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "policy"

SELECT = """
SELECT r.schema, r.relname, p.polname,
  CASE WHEN p.polpermissive THEN 'AS PERMISSIVE' ELSE 'AS RESTRICTIVE' END
  || ' FOR ' || CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
     WHEN 'd' THEN 'DELETE' ELSE 'ALL' END
  || ' TO ' || (SELECT string_agg(CASE o WHEN 0 THEN 'PUBLIC' ELSE o::regrole::text END, ', '
     ORDER BY o::regrole::text) FROM unnest(p.polroles) o)
  || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
  || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''),
  true
FROM rel r JOIN pg_policy p ON p.polrelid = r.oid
"""

ADD = "format('CREATE POLICY %I ON %I.%I %s', d.name, d.schema, d.relation, d.definition)"
MEND = NEVER

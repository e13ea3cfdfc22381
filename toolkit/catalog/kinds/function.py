"""Functions, procedures and aggregates, told apart by their arguments."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "function"

# Known by the types of its arguments, as PostgreSQL tells overloads apart; the definition starts
# after the name, so that a twin's is the same.
SELECT = """
SELECT s.schema, '', f.proname || '(' || oidvectortypes(f.proargtypes) || ')',
  CASE f.prokind WHEN 'a' THEN (SELECT format('AGGREGATE (SFUNC %s, STYPE %s, FINALFUNC %s,'
      ' INITCOND %L)', g.aggtransfn::regprocedure, format_type(g.aggtranstype, NULL),
      g.aggfinalfn::oid::regprocedure, g.agginitval)
    FROM pg_aggregate g WHERE g.aggfnoid = f.oid)
  ELSE w.word || substr(pg_get_functiondef(f.oid), 1 + length('CREATE OR REPLACE ' || w.word || ' '
    || quote_ident(s.schema) || '.' || quote_ident(f.proname))) END,
  true
FROM space s JOIN pg_proc f ON f.pronamespace = s.oid
CROSS JOIN LATERAL (
  SELECT CASE f.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS word) w
WHERE NOT EXISTS (SELECT FROM pg_depend p
  WHERE p.classid = 'pg_proc'::regclass AND p.objid = f.oid AND p.deptype IN ('e', 'i'))
"""

# Whoever may call it is told by lines of their own: until they are made, nobody else may. An
# aggregate is not told as a whole.
ADD = r"""CASE WHEN d.definition NOT LIKE 'AGGREGATE %' THEN (
  SELECT format('CREATE %1$s %2$I.%3$I%4$s; REVOKE ALL ON ROUTINE %2$I.%3$I(%5$s) FROM PUBLIC',
    n.word, d.schema, n.parts[1], substr(d.definition, length(n.word) + 1), n.parts[2])
  FROM (SELECT substring(d.definition FROM '^[A-Z]+') AS word,
    regexp_match(d.name, '^(.*)\((.*)\)$') AS parts) n) END"""
MEND = NEVER

"""Functions, procedures and aggregates, told apart by their arguments."""

from toolkit.catalog.declaration import Declaration
from toolkit.catalog.kinds.kind import cannot_break

NAME = "function"

SELECT = """
SELECT s.schema, '', f.proname || '(' || pg_get_function_identity_arguments(f.oid) || ')',
  CASE f.prokind WHEN 'a' THEN (SELECT format('AGGREGATE (SFUNC %s, STYPE %s, FINALFUNC %s,'
      ' INITCOND %L)', g.aggtransfn::regprocedure, format_type(g.aggtranstype, NULL),
      g.aggfinalfn::oid::regprocedure, g.agginitval)
    FROM pg_aggregate g WHERE g.aggfnoid = f.oid)
  ELSE pg_get_functiondef(f.oid) END,
  true
FROM space s JOIN pg_proc f ON f.pronamespace = s.oid
WHERE NOT EXISTS (SELECT FROM pg_depend p
  WHERE p.classid = 'pg_proc'::regclass AND p.objid = f.oid AND p.deptype IN ('e', 'i'))
"""


def create_sql(declared: Declaration) -> str:
    return declared.definition


mend_sql = cannot_break

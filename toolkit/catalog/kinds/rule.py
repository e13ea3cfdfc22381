"""Rewrite rules other than a view's own."""

from toolkit.catalog.declaration import Declaration
from toolkit.catalog.kinds.kind import cannot_break

NAME = "rule"

SELECT = """
SELECT r.schema, r.relname, w.rulename, pg_get_ruledef(w.oid), w.ev_enabled = 'O'
FROM rel r JOIN pg_rewrite w ON w.ev_class = r.oid AND w.rulename <> '_RETURN'
"""


def create_sql(declared: Declaration) -> str:
    return declared.definition


mend_sql = cannot_break

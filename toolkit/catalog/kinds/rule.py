"""Rewrite rules other than a view's own."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "rule"

SELECT = """
SELECT r.schema, r.relname, w.rulename, pg_get_ruledef(w.oid), w.ev_enabled = 'O'
FROM rel r JOIN pg_rewrite w ON w.ev_class = r.oid AND w.rulename <> '_RETURN'
"""

ADD = NEVER
MEND = NEVER

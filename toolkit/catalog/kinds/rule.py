"""Rewrite rules other than a view's own."""

NAME = "rule"

SELECT = """
SELECT r.schema, r.relname, w.rulename, pg_get_ruledef(w.oid), w.ev_enabled = 'O'
FROM rel r JOIN pg_rewrite w ON w.ev_class = r.oid AND w.rulename <> '_RETURN'
"""

ADD = "d.definition"
MEND = "ARRAY[format('ALTER TABLE %I.%I ENABLE RULE %I', d.schema, d.relation, d.name)]"

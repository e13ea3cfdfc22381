"""Comments of tables, columns, indexes and views; those of other objects under no relation."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "comment"

SELECT = """
SELECT r.schema, r.relname, coalesce(a.attname, ''), c.description, true
FROM rel r
JOIN pg_description c ON c.classoid = 'pg_class'::regclass AND c.objoid = r.oid
LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = c.objsubid AND c.objsubid > 0
"""

ADD = """format('COMMENT ON %s IS %L', CASE d.name
    WHEN '' THEN format('%s %I.%I', d.word, d.schema, d.relation)
    ELSE format('COLUMN %I.%I.%I', d.schema, d.relation, d.name) END, d.definition)"""
MEND = NEVER

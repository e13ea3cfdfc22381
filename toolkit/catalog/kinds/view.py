"""Views and materialized views."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "view"

SELECT = """
SELECT r.schema, '', r.relname,
  CASE r.relkind WHEN 'm' THEN 'MATERIALIZED ' ELSE '' END || 'VIEW'
  || coalesce(' WITH (' || (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(r.reloptions) o)
     || ')', '') || ' AS ' || pg_get_viewdef(r.oid),
  r.relispopulated
FROM rel r WHERE r.relkind IN ('v', 'm')
"""

ADD = NEVER
MEND = "ARRAY[format('REFRESH MATERIALIZED VIEW %I.%I', d.schema, d.name)]"
"""A materialized view that was made WITH NO DATA, or restored without its own."""

"""Views and materialized views."""

NAME = "view"

SELECT = """
SELECT r.schema, '', r.relname,
  CASE r.relkind WHEN 'm' THEN 'MATERIALIZED ' ELSE '' END || 'VIEW'
  || coalesce(' WITH (' || (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(r.reloptions) o)
     || ')', '') || ' AS ' || pg_get_viewdef(r.oid),
  r.relispopulated
FROM rel r WHERE r.relkind IN ('v', 'm')
"""

ADD = """format('CREATE %sVIEW %I.%I%s%s', substring(d.definition FROM '^MATERIALIZED '), d.schema,
    d.name, rtrim(substr(d.definition, strpos(d.definition, 'VIEW') + 4), ';'),
    CASE WHEN d.valid THEN '' ELSE ' WITH NO DATA' END)"""
MEND = "ARRAY[format('REFRESH MATERIALIZED VIEW %I.%I', d.schema, d.name)]"
"""A materialized view that was made WITH NO DATA, or restored without its own."""

"""Views and materialized views."""

from toolkit.catalog.declaration import Declaration
from toolkit.catalog.kinds.kind import cannot_break
from toolkit.catalog.sql import qualified

NAME = "view"

SELECT = """
SELECT r.schema, '', r.relname,
  CASE r.relkind WHEN 'm' THEN 'MATERIALIZED ' ELSE '' END || 'VIEW'
  || coalesce(' WITH (' || (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(r.reloptions) o)
     || ')', '') || ' AS ' || pg_get_viewdef(r.oid),
  r.relispopulated
FROM rel r WHERE r.relkind IN ('v', 'm')
"""


def create_sql(declared: Declaration) -> str:
    word, _, rest = declared.definition.partition("VIEW ")
    return f"CREATE {word}VIEW {qualified(declared.name.schema, declared.name.name)} {rest}"


mend_sql = cannot_break

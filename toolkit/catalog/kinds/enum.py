"""Enum types: their labels in order."""

from toolkit.catalog.declaration import Declaration
from toolkit.catalog.kinds.kind import cannot_break
from toolkit.catalog.sql import qualified

NAME = "enum"

SELECT = """
SELECT s.schema, '', t.typname,
  'ENUM (' || coalesce((SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
    FROM pg_enum e WHERE e.enumtypid = t.oid), '') || ')',
  true
FROM space s JOIN pg_type t ON t.typnamespace = s.oid
WHERE t.typtype = 'e' AND NOT EXISTS (SELECT FROM pg_depend p
  WHERE p.classid = 'pg_type'::regclass AND p.objid = t.oid AND p.deptype = 'e')
"""


def create_sql(declared: Declaration) -> str:
    name = qualified(declared.name.schema, declared.name.name)
    return f"CREATE TYPE {name} AS {declared.definition}"


mend_sql = cannot_break

"""Enum types: their labels in order."""

from toolkit.catalog.kinds.kind import NEVER

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

ADD = NEVER
MEND = NEVER

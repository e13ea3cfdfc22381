"""Schemas."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "schema"

SELECT = """
SELECT s.schema, '', '', 'SCHEMA', true FROM space s WHERE NOT EXISTS (SELECT FROM pg_depend p
  WHERE p.classid = 'pg_namespace'::regclass AND p.objid = s.oid AND p.deptype = 'e')
"""

ADD = "format('CREATE SCHEMA %I', d.schema)"
MEND = NEVER

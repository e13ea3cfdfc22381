"""Schemas."""

from toolkit.catalog.declaration import Declaration
from toolkit.catalog.kinds.kind import cannot_break
from toolkit.catalog.sql import ident

NAME = "schema"

SELECT = """
SELECT s.schema, '', '', 'SCHEMA', true FROM space s WHERE NOT EXISTS (SELECT FROM pg_depend p
  WHERE p.classid = 'pg_namespace'::regclass AND p.objid = s.oid AND p.deptype = 'e')
"""


def create_sql(declared: Declaration) -> str:
    return f"CREATE SCHEMA {ident(declared.name.schema)}"


mend_sql = cannot_break

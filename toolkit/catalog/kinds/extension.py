"""Extensions: their schema. Members and versions are left out."""

from toolkit.catalog.declaration import Declaration
from toolkit.catalog.kinds.kind import cannot_break
from toolkit.catalog.sql import ident

NAME = "extension"

SELECT = """
SELECT s.schema, '', e.extname, 'EXTENSION', true
FROM space s JOIN pg_extension e ON e.extnamespace = s.oid
"""


def create_sql(declared: Declaration) -> str:
    name = declared.name
    where = f" SCHEMA {ident(name.schema)}" if name.schema else ""
    return f"CREATE EXTENSION {ident(name.name)}{where}"


mend_sql = cannot_break

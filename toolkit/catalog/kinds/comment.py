"""Comments of tables, columns, indexes and views; those of other objects under no relation."""

from toolkit.catalog.declaration import Declaration
from toolkit.catalog.kinds.kind import cannot_break
from toolkit.catalog.sql import ident, literal, qualified

NAME = "comment"

SELECT = """
SELECT r.schema, r.relname, coalesce(a.attname, ''), c.description, true
FROM rel r
JOIN pg_description c ON c.classoid = 'pg_class'::regclass AND c.objoid = r.oid
LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = c.objsubid AND c.objsubid > 0
"""


def create_sql(declared: Declaration) -> str:
    name = declared.name
    target = f"TABLE {qualified(name.schema, name.relation)}"
    if name.name:
        target = f"COLUMN {qualified(name.schema, name.relation)}.{ident(name.name)}"
    return f"COMMENT ON {target} IS {literal(declared.definition)}"


mend_sql = cannot_break

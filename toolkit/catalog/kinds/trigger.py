"""Triggers, and whether they fire."""

from toolkit.catalog.declaration import Declaration
from toolkit.catalog.kinds.kind import cannot_break

NAME = "trigger"

SELECT = """
SELECT r.schema, r.relname, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled = 'O'
FROM rel r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
"""


def create_sql(declared: Declaration) -> str:
    return declared.definition


mend_sql = cannot_break

"""Extended statistics."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "statistics"

SELECT = """
SELECT s.schema, '', x.stxname, pg_get_statisticsobjdef(x.oid), true
FROM space s JOIN pg_statistic_ext x ON x.stxnamespace = s.oid
"""

ADD = "d.definition"
MEND = NEVER

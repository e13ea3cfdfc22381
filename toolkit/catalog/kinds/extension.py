"""Extensions: their schema. Members and versions are left out."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "extension"

SELECT = """
SELECT s.schema, '', e.extname, 'EXTENSION', true
FROM space s JOIN pg_extension e ON e.extnamespace = s.oid
"""

ADD = NEVER
MEND = NEVER

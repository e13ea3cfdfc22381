"""Notes in the hive's own table of contexts, found again by vector search."""

import json
import os
from collections.abc import Mapping
from uuid import NAMESPACE_URL, UUID, uuid5

import psycopg

from librarian.embedding import NAME, embedded

KEEP = """
INSERT INTO contexts (id, type, content, details, embedding)
VALUES (%s, 'document', %s, %s, %s) ON CONFLICT DO NOTHING
"""
# Ours first, and then the nearest of them: the other way round an index may find too few of ours.
NEAREST = """
WITH ours AS MATERIALIZED (SELECT id, embedding FROM contexts WHERE id = ANY(%s))
SELECT id FROM ours ORDER BY embedding <=> %s LIMIT %s
"""


def nearest(question: str, notes: Mapping[str, str], number: int = 3) -> list[str]:
    """The names of so many notes. A note is remembered once, and anew when it has changed."""
    names: dict[UUID, str] = {}
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        for name, text in notes.items():
            content = f"{name}\n{text}"
            key = uuid5(NAMESPACE_URL, f"{NAME}\n{content}")
            names[key] = name
            known = connection.execute("SELECT FROM contexts WHERE id = %s", [key]).fetchone()
            if known is None:
                details = json.dumps({"model": NAME, "note": name})
                connection.execute(KEEP, [key, content, details, str(embedded(content))])
        found = connection.execute(NEAREST, [list(names), str(embedded(question)), number])
        return [names[row[0]] for row in found]

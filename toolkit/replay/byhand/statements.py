"""A revision's statements as somebody types them: they may fail, and that is no harm."""

import re
from collections.abc import Iterable

from toolkit.catalog.sql import array, block

CONCURRENTLY = re.compile(
    r"((CREATE\s+(UNIQUE\s+)?|DROP\s+)INDEX|REFRESH\s+MATERIALIZED\s+VIEW)\s+CONCURRENTLY\b", re.I
)
ROWS = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.I)
ASKS = re.compile(r"\s*SELECT\b.*\b(pg_catalog|information_schema)\b", re.I | re.S)


def makes(text: str) -> bool:
    """Whether objects may come of it; of other words nobody knows what they call."""
    return not (ROWS.match(text) or ASKS.match(text))


def typed(text: str) -> str:
    """As the server got it, and fit for a transaction: a driver was given %% for each %."""
    if "%" not in text.replace("%%", ""):
        text = text.replace("%%", "%")
    return CONCURRENTLY.sub(r"\1", text)


def tried(statement: str) -> str:
    """The same, and it never fails."""
    return first_of([statement, "SELECT"])


def first_of(statements: Iterable[str]) -> str:
    """One statement that runs the first of these which succeeds, and fails where none does."""
    return block(f"""DECLARE
  hive_one text;
BEGIN
  FOREACH hive_one IN ARRAY {array(list(statements))} LOOP
    BEGIN
      EXECUTE hive_one;
      RETURN;
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
  END LOOP;
  RAISE EXCEPTION 'none of them';
END""")

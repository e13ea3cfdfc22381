"""Triggers, and whether they fire."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "trigger"

# Without its name's place and the table, which a twin has elsewhere.
SELECT = """
SELECT r.schema, r.relname, t.tgname,
  overlay(w.words PLACING ' ON ' FROM strpos(w.words, w.target) FOR length(w.target))
  || CASE t.tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ' DISABLED' WHEN 'A' THEN ' ENABLED ALWAYS'
     ELSE ' ENABLED REPLICA' END,
  true
FROM rel r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
CROSS JOIN LATERAL (SELECT pg_get_triggerdef(t.oid) AS words,
  format(' ON %I.%I ', r.schema, r.relname) AS target) w
"""

ADD = NEVER
MEND = NEVER

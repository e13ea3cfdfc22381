"""Triggers, and whether they fire."""

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

# Its table goes where it was taken out, and whether it fires is said by itself.
ADD = """(SELECT
    overlay(s.made PLACING format(' ON %I.%I ', d.schema, d.relation) FROM p.place FOR 4)
    || CASE s.fires WHEN '' THEN '' ELSE format('; ALTER TABLE %I.%I %s TRIGGER %I', d.schema,
      d.relation, replace(replace(s.fires, 'DISABLED', 'DISABLE'), 'ENABLED', 'ENABLE'), d.name) END
  FROM (SELECT regexp_replace(d.definition, ' (DISABLED|ENABLED ALWAYS|ENABLED REPLICA)$', ''),
      coalesce(substring(d.definition FROM ' (DISABLED|ENABLED ALWAYS|ENABLED REPLICA)$'), ''),
      strpos(d.definition, 'TRIGGER ') + 7 + length(quote_ident(d.name))) s (made, fires, named)
  CROSS JOIN LATERAL (
    SELECT s.named + strpos(substr(s.made, s.named + 1), ' ON ')) p (place))"""
MEND = "ARRAY[format('ALTER TABLE %I.%I ENABLE TRIGGER %I', d.schema, d.relation, d.name)]"
"""One that is disabled, as a restore of rows that stopped leaves it."""

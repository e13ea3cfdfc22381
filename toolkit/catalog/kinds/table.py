"""Tables as such: what they are, how they are partitioned, what they inherit."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "table"

SELECT = """
SELECT r.schema, r.relname, '',
  CASE r.relkind WHEN 'f' THEN 'FOREIGN ' ELSE '' END
  || CASE r.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END || 'TABLE'
  || coalesce(' PARTITION OF ' || (SELECT string_agg(h.inhparent::regclass::text, ', '
       ORDER BY h.inhseqno) FROM pg_inherits h WHERE h.inhrelid = r.oid AND r.relispartition)
     || ' ' || pg_get_expr(r.relpartbound, r.oid), '')
  || coalesce(' INHERITS (' || (SELECT string_agg(h.inhparent::regclass::text, ', '
       ORDER BY h.inhseqno) FROM pg_inherits h WHERE h.inhrelid = r.oid AND NOT r.relispartition)
     || ')', '')
  || CASE r.relkind WHEN 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(r.oid) ELSE '' END,
  true
FROM rel r WHERE r.relkind IN ('r', 'p', 'f')
"""

ADD = NEVER
MEND = NEVER

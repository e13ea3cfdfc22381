"""Sequences: type, options, owner. Their position is left out."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "sequence"

# The owner's schema is its own.
SELECT = """
SELECT r.schema, '', r.relname,
  format('AS %s INCREMENT %s MINVALUE %s MAXVALUE %s START %s CACHE %s', q.seqtypid::regtype,
    q.seqincrement, q.seqmin, q.seqmax, q.seqstart, q.seqcache)
  || CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END
  || coalesce((SELECT format(' OWNED BY %I.%I', o.relname, a.attname)
     FROM pg_depend p JOIN pg_class o ON o.oid = p.refobjid
     JOIN pg_attribute a ON a.attrelid = p.refobjid AND a.attnum = p.refobjsubid
     WHERE p.classid = 'pg_class'::regclass AND p.objid = r.oid AND p.deptype IN ('a', 'i')
     AND p.refclassid = 'pg_class'::regclass), ''),
  true
FROM rel r JOIN pg_sequence q ON q.seqrelid = r.oid
"""

ADD = NEVER
MEND = NEVER

"""Event triggers, and whether they fire."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "event_trigger"

SELECT = """
SELECT '', '', e.evtname, format('ON %s EXECUTE FUNCTION %s%s ENABLED %s', e.evtevent,
  e.evtfoid::regprocedure, coalesce(' WHEN TAG IN ' || e.evttags::text, ''), e.evtenabled), true
FROM pg_event_trigger e WHERE NOT EXISTS (SELECT FROM pg_depend p
  WHERE p.classid = 'pg_event_trigger'::regclass AND p.objid = e.oid AND p.deptype = 'e')
"""

ADD = NEVER
MEND = NEVER

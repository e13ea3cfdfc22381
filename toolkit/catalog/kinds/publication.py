"""Publications: what they publish, and of which tables."""

from toolkit.catalog.kinds.kind import NEVER

NAME = "publication"

SELECT = """
SELECT '', '', p.pubname, concat_ws(', ',
  'insert ' || p.pubinsert, 'update ' || p.pubupdate, 'delete ' || p.pubdelete,
  'truncate ' || p.pubtruncate, 'via root ' || p.pubviaroot,
  CASE WHEN p.puballtables THEN 'all tables' END,
  (SELECT string_agg(t.schemaname || '.' || t.tablename || ' (' || t.attnames::text || ')'
     || coalesce(' WHERE ' || t.rowfilter, ''), ', ' ORDER BY t.schemaname, t.tablename)
   FROM pg_publication_tables t WHERE t.pubname = p.pubname AND NOT p.puballtables)), true
FROM pg_publication p WHERE EXISTS (SELECT FROM space)
"""

ADD = NEVER
MEND = NEVER

"""Indexes that do not belong to a constraint."""

# ruff: noqa: S608 (SQL is what is composed here, of nothing but constants)

NAME = "index"

# The definition starts after the name, so that an index can be known under another one.
SELECT = """
SELECT r.schema, r.relname, i.relname,
  u.word || 'INDEX ' || substr(pg_get_indexdef(x.indexrelid),
    1 + length('CREATE ' || u.word || 'INDEX ' || quote_ident(i.relname) || ' ON '
    || CASE i.relkind WHEN 'I' THEN 'ONLY ' ELSE '' END
    || quote_ident(r.schema) || '.' || quote_ident(r.relname) || ' ')),
  x.indisvalid
FROM rel r
JOIN pg_index x ON x.indrelid = r.oid
JOIN pg_class i ON i.oid = x.indexrelid
CROSS JOIN LATERAL (SELECT CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END AS word) u
WHERE r.relkind IN ('r', 'p', 'm') AND NOT EXISTS (SELECT FROM pg_constraint c
  WHERE c.conindid = x.indexrelid AND c.contype IN ('p', 'u', 'x'))
"""

ADD = """format('CREATE %sINDEX %I ON %I.%I %s',
    CASE WHEN d.definition LIKE 'UNIQUE %' THEN 'UNIQUE ' ELSE '' END, d.name, d.schema, d.relation,
    substr(d.definition, strpos(d.definition, 'INDEX ') + 6))"""
MEND = f"""ARRAY[format('DROP INDEX %I.%I', d.schema, d.name), {ADD}]
    || (SELECT array_agg(format('COMMENT ON INDEX %I.%I IS %L', d.schema, d.name, c.description))
      FROM pg_description c WHERE c.classoid = 'pg_class'::regclass AND c.objsubid = 0
      AND c.objoid = to_regclass(format('%I.%I', d.schema, d.name)))"""
"""Drop and create in one transaction, its comment too: all or nothing.

REINDEX CONCURRENTLY would leave a second INVALID index behind where rows do not allow it.
"""

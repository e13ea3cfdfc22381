"""Constraints of tables. NOT NULL is the column's: versions of PostgreSQL store it differently."""

# ruff: noqa: S608 (SQL is what is composed here, of nothing but constants)

NAME = "constraint"
KEYS = "^(PRIMARY KEY|UNIQUE|EXCLUDE)"
"""How definitions of those begin that have an index, of their own name."""


def _columns(relation: str, numbers: str) -> str:
    """SQL for the quoted names of the columns with these numbers."""
    quoted = """'"' || replace(a.attname, '"', '""') || '"'"""
    return (
        f"(SELECT string_agg({quoted}, ', ' ORDER BY k.place)"
        f" FROM unnest({numbers}) WITH ORDINALITY k (number, place)"
        f" JOIN pg_attribute a ON a.attrelid = {relation} AND a.attnum = k.number)"
    )


_ACTION = "' {} ' || CASE c.{} WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'"
_ACTION += " WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END"

# A foreign key has no twin (that would lock the other table): it is told by its parts,
# in the words of foreign_keys.definition. DISABLED: a restore of rows that stopped may leave it so.
_FOREIGN_KEY = f"""
  'FOREIGN KEY (' || {_columns("c.conrelid", "c.conkey")} || ') REFERENCES '
  || (SELECT '"' || replace(n.nspname, '"', '""') || '"."' || replace(f.relname, '"', '""') || '"'
      FROM pg_class f JOIN pg_namespace n ON n.oid = f.relnamespace WHERE f.oid = c.confrelid)
  || ' (' || {_columns("c.confrelid", "c.confkey")} || ')'
  || CASE c.confmatchtype WHEN 'f' THEN ' MATCH FULL' WHEN 'p' THEN ' MATCH PARTIAL' ELSE '' END
  || coalesce({_ACTION.format("ON UPDATE", "confupdtype")}, '')
  || coalesce({_ACTION.format("ON DELETE", "confdeltype")}, '')
  || coalesce(' (' || {_columns("c.conrelid", "c.confdelsetcols")} || ')', '')
  || CASE WHEN c.condeferrable THEN ' DEFERRABLE' ELSE '' END
  || CASE WHEN c.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END
  || CASE WHEN d.words LIKE '% NOT ENFORCED' THEN ' NOT ENFORCED' ELSE '' END
  || CASE WHEN d.words ~ ', PERIOD .* REFERENCES ' THEN ' PERIOD' ELSE '' END
  || CASE WHEN EXISTS (SELECT FROM pg_trigger g WHERE g.tgconstraint = c.oid AND g.tgenabled = 'D')
     THEN ' DISABLED' ELSE '' END
"""

SELECT = f"""
SELECT r.schema, r.relname, c.conname,
  CASE c.contype WHEN 'f' THEN {_FOREIGN_KEY}
  ELSE regexp_replace(d.words, ' NOT VALID$', '') END,
  d.words NOT LIKE '% NOT VALID' AND coalesce(x.indisvalid OR c.contype = 'f', true)
FROM rel r JOIN pg_constraint c ON c.conrelid = r.oid
LEFT JOIN pg_index x ON x.indexrelid = c.conindid
CROSS JOIN LATERAL (SELECT pg_get_constraintdef(c.oid) AS words OFFSET 0) d
WHERE c.contype IN ('p', 'u', 'c', 'x', 'f')
"""

ADD = """format('ALTER TABLE %I.%I ADD %s%s%s', d.schema, d.relation,
    CASE WHEN d.unnamed THEN '' ELSE format('CONSTRAINT %I ', d.name) END, d.definition,
    CASE WHEN d.valid THEN '' ELSE ' NOT VALID' END)"""
MEND = f"""ARRAY[CASE WHEN d.definition ~ '{KEYS}'
    THEN format('REINDEX INDEX %I.%I', d.schema, d.name)
    ELSE format('ALTER TABLE %I.%I VALIDATE CONSTRAINT %I', d.schema, d.relation, d.name) END]"""
"""A key is broken when its index is, which has its name."""

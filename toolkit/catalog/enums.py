"""Enum types: declared labels held, in their order, against the database's."""

import json
import re
from collections.abc import Sequence

from sqlalchemy import Connection

from toolkit.catalog.decision import Decision
from toolkit.catalog.declaration import Name
from toolkit.catalog.sql import literal, run

# The schema as an expression, the name, the labels in their order as an expression.
Wanted = tuple[str, str, str]

_RELABEL = "write a revision that renames labels (ALTER TYPE … RENAME VALUE) or makes the type anew"
_REORDER = "declare the labels that are there, in their order"
_RENAME = "rename the type or table that has this name"
_ELSEWHERE = "declare the enum under another name"

# Each missing label AFTER the one declared before it; the first BEFORE what comes first.
_DECIDE = """SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('verdict', verdict,
    'kind', 'enum', 'name', pg_catalog.jsonb_build_array(schema, '', name),
    'definition', declared, 'valid', true, 'found', CASE WHEN found IS NOT NULL
      THEN pg_catalog.jsonb_build_object('kind', CASE WHEN is_enum THEN 'enum' ELSE 'type' END,
        'name', name, 'definition', found, 'valid', true) END,
    'sql', CASE verdict WHEN 'absent' THEN pg_catalog.jsonb_build_array(
        pg_catalog.format('CREATE TYPE %I.%I AS %s', schema, name, declared))
      WHEN 'less' THEN additions ELSE '[]' END,
    'ways_out', CASE WHEN verdict <> 'different' THEN '[]'::jsonb
      WHEN is_enum THEN pg_catalog.jsonb_build_array({relabel}, {reorder})
      ELSE pg_catalog.jsonb_build_array({rename}, {elsewhere}) END) ORDER BY place), '[]')
FROM (
  SELECT w.*, t.is_enum, a.additions,
    'ENUM (' || {w_labels} || ')' AS declared,
    CASE WHEN t.is_enum THEN 'ENUM (' || {t_labels} || ')'
      WHEN t.labels IS NOT NULL THEN 'a type that is no enum' END AS found,
    CASE WHEN t.labels IS NULL THEN 'absent' WHEN NOT t.is_enum THEN 'different'
      WHEN ARRAY(SELECT l FROM unnest(w.labels) WITH ORDINALITY x (l, n) WHERE l = ANY (t.labels)
          ORDER BY n)
        <> ARRAY(SELECT l FROM unnest(t.labels) WITH ORDINALITY x (l, n) WHERE l = ANY (w.labels)
          ORDER BY n) THEN 'different'
      WHEN NOT w.labels <@ t.labels THEN 'less'
      WHEN cardinality(t.labels) > cardinality(w.labels) THEN 'more' ELSE 'equal' END AS verdict
  FROM (VALUES {wanted}) w (place, schema, name, labels)
  LEFT JOIN LATERAL (
    SELECT ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e
      WHERE e.enumtypid = y.oid ORDER BY e.enumsortorder) AS labels, y.typtype = 'e' AS is_enum
    FROM pg_catalog.pg_type y JOIN pg_catalog.pg_namespace n ON n.oid = y.typnamespace
    WHERE (n.nspname, y.typname) = (w.schema, w.name)) t ON true
  LEFT JOIN LATERAL (
    SELECT pg_catalog.jsonb_agg(pg_catalog.format('ALTER TYPE %I.%I ADD VALUE %L%s',
      w.schema, w.name, x.l, CASE WHEN x.n > 1
        THEN pg_catalog.format(' AFTER %L', w.labels[x.n - 1])
        WHEN cardinality(t.labels) > 0 THEN pg_catalog.format(' BEFORE %L', t.labels[1])
        ELSE '' END) ORDER BY x.n) AS additions
    FROM unnest(w.labels) WITH ORDINALITY x (l, n) WHERE x.l <> ALL (t.labels)) a ON true
) decided"""


def query(wanted: Sequence[Wanted]) -> str:
    """An array of decisions. ABSENT: `sql` creates the type. LESS: `sql` adds the missing labels.

    MORE: it has labels beyond the declared ones. DIFFERENT: another order, or no enum type.
    """
    rows = (
        f"({place}, {schema}, {literal(name)}, {labels})"
        for place, (schema, name, labels) in enumerate(wanted)
    )
    labels = (
        "coalesce((SELECT pg_catalog.string_agg(pg_catalog.quote_literal(l), ', ' ORDER BY n)"
        " FROM unnest({}.labels) WITH ORDINALITY x (l, n)), '')"
    )
    words = {
        "relabel": _RELABEL, "reorder": _REORDER, "rename": _RENAME, "elsewhere": _ELSEWHERE,
    }  # fmt: skip
    return _DECIDE.format(
        wanted=", ".join(rows),
        w_labels=labels.format("w"),
        t_labels=labels.format("t"),
        **{name: literal(text) for name, text in words.items()},
    )


def labels(definition: str) -> list[str]:
    """Those of a type that was read, in their order."""
    quoted = re.findall(r"(E?)'((?:[^']|'')*)'", definition)
    plain = ((escaped, label.replace("''", "'")) for escaped, label in quoted)
    return [label.replace("\\\\", "\\") if escaped else label for escaped, label in plain]


def decide(connection: Connection, wanted: Sequence[Wanted]) -> list[Decision]:
    """Every type in one question; nothing is changed."""
    if not wanted:
        return []
    ((answer,),) = run(connection, f"SELECT ({query(wanted)})::text")
    return [Decision.from_json(one) for one in json.loads(answer)]


def labels_of(connection: Connection, names: Sequence[Name]) -> dict[Name, tuple[str, ...]]:
    """The labels, in their order, of the enum types that are there."""
    wanted = ", ".join(f"({literal(one.schema)}, {literal(one.name)})" for one in names)
    sql = f"""SELECT n.nspname, t.typname, ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e
        WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      WHERE t.typtype = 'e' AND (n.nspname, t.typname) IN ({wanted})"""  # noqa: S608 (quoted)
    rows = run(connection, sql) if names else ()
    return {Name(schema, "", name): tuple(labels) for schema, name, labels in rows}

"""The decision table as functions for migrations; each has the signature of its directive of `op`.

`create_X` and `add_X` are called `X`; `bulk_insert` is `rows`, by key. A migration converges when
it is written with these: what is there and equal is left, what is there and different is drift.
"""

from toolkit.ensure.column import column
from toolkit.ensure.comment import table_comment
from toolkit.ensure.constraint import check, foreign_key, unique
from toolkit.ensure.drop import (
    no_column,
    no_constraint,
    no_domain,
    no_enum,
    no_extension,
    no_function,
    no_index,
    no_materialized_view,
    no_policy,
    no_schema,
    no_sequence,
    no_table,
    no_table_comment,
    no_trigger,
    no_view,
)
from toolkit.ensure.enum import enum, enum_value
from toolkit.ensure.extension import extension
from toolkit.ensure.index import index
from toolkit.ensure.rows import rows
from toolkit.ensure.table import table

__all__ = [
    "check",
    "column",
    "enum",
    "enum_value",
    "extension",
    "foreign_key",
    "index",
    "no_column",
    "no_constraint",
    "no_domain",
    "no_enum",
    "no_extension",
    "no_function",
    "no_index",
    "no_materialized_view",
    "no_policy",
    "no_schema",
    "no_sequence",
    "no_table",
    "no_table_comment",
    "no_trigger",
    "no_view",
    "rows",
    "table",
    "table_comment",
    "unique",
]

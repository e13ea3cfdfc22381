"""The decision table as functions for migrations; each has the signature of its directive of `op`.

`create_X` and `add_X` are called `X`; `bulk_insert` is `rows`, by key. A migration converges when
it is written with these: what is there and equal is left, what is there and different is drift.
"""

from toolkit.ensure.alter import alter_column
from toolkit.ensure.batch import batch_alter_table
from toolkit.ensure.column import column
from toolkit.ensure.comment import table_comment
from toolkit.ensure.constraint import check, exclude, foreign_key, primary_key, unique
from toolkit.ensure.domain import domain
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
from toolkit.ensure.first_time import first_time
from toolkit.ensure.function import function
from toolkit.ensure.grant import grant, no_grant
from toolkit.ensure.index import index
from toolkit.ensure.once import no_once, once
from toolkit.ensure.policy import policy
from toolkit.ensure.rename import rename_table
from toolkit.ensure.rows import no_rows, rows
from toolkit.ensure.schema import schema
from toolkit.ensure.sequence import sequence
from toolkit.ensure.table import table
from toolkit.ensure.trigger import trigger
from toolkit.ensure.view import materialized_view, view

__all__ = [
    "alter_column",
    "batch_alter_table",
    "check",
    "column",
    "domain",
    "enum",
    "enum_value",
    "exclude",
    "extension",
    "first_time",
    "foreign_key",
    "function",
    "grant",
    "index",
    "materialized_view",
    "no_column",
    "no_constraint",
    "no_domain",
    "no_enum",
    "no_extension",
    "no_function",
    "no_grant",
    "no_index",
    "no_materialized_view",
    "no_once",
    "no_policy",
    "no_rows",
    "no_schema",
    "no_sequence",
    "no_table",
    "no_table_comment",
    "no_trigger",
    "no_view",
    "once",
    "policy",
    "primary_key",
    "rename_table",
    "rows",
    "schema",
    "sequence",
    "table",
    "table_comment",
    "trigger",
    "unique",
    "view",
]

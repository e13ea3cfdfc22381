"""Every kind the catalog knows, in the order in which objects depend on each other."""

from toolkit.catalog.kinds import (
    column,
    comment,
    constraint,
    description,
    enum,
    event_trigger,
    extension,
    function,
    grant,
    index,
    options,
    policy,
    publication,
    rule,
    schema,
    sequence,
    statistics,
    table,
    trigger,
    type,
    view,
)
from toolkit.catalog.kinds.kind import Kind

KINDS: tuple[Kind, ...] = (
    schema,
    extension,
    enum,
    type,
    sequence,
    table,
    options,
    column,
    constraint,
    index,
    view,
    function,
    trigger,
    policy,
    rule,
    statistics,
    publication,
    event_trigger,
    comment,
    description,
    grant,
)

# What a table is made of: a twin of it is read by these.
TABLE_KINDS: tuple[Kind, ...] = (table, options, column, constraint, index, comment)

"""The seam of the catalog: a kind says how it is read, and what finishes or adds one."""

from typing import Protocol


class Kind(Protocol):
    """A module per kind: SQL text, so that the same words serve online, offline, in one round trip.

    `SELECT` gives rows of (schema, relation, name, definition, valid). It may use two tables:
    `space` (oid, schema) of the schemas, `rel` (pg_class and schema) of the relations in scope.
    `ADD` is an expression: the statements that make `d`, where what it belongs to is there. `MEND`
    is an array of those that finish or rebuild `d`, which a crash left broken. Both see `d`
    (schema, relation, name, definition, valid, unnamed, and as `word` what its relation is: TABLE,
    INDEX, …) under `search_path = pg_catalog`.
    """

    @property
    def NAME(self) -> str: ...  # noqa: N802
    @property
    def SELECT(self) -> str: ...  # noqa: N802
    @property
    def ADD(self) -> str: ...  # noqa: N802
    @property
    def MEND(self) -> str: ...  # noqa: N802


# What is either there or not, or cannot be added without a decision that is not ours: which value
# old rows of a new column get, whether the rows of a table that is gone are lost.
NEVER = "NULL"

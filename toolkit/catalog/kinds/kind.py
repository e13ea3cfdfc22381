"""The seam of the catalog: a kind says how it is read and how it is written."""

from typing import Protocol

from toolkit.catalog.declaration import Declaration


class Kind(Protocol):
    """A module per kind.

    `SELECT` gives rows of (schema, relation, name, definition, valid). It may use two tables:
    `space` (oid, schema) of the schemas, `rel` (pg_class and schema) of the relations in scope.
    It is plain SQL text, so that the same words serve online, offline and in one round trip.
    """

    @property
    def NAME(self) -> str: ...  # noqa: N802
    @property
    def SELECT(self) -> str: ...  # noqa: N802
    def create_sql(self, declared: Declaration) -> str: ...
    def mend_sql(self, declared: Declaration) -> tuple[str, ...]:
        """What finishes or rebuilds one that a crash left broken."""
        ...


def cannot_break(declared: Declaration) -> tuple[str, ...]:
    """`mend_sql` of what is either there or not: no crash leaves half of it."""
    del declared
    return ()

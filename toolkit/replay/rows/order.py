"""In which order tables get their rows: those that are referred to first."""

from collections.abc import Iterator, Sequence

from toolkit.replay.rows.tables import Table

Group = tuple[Table, ...]
"""One table; or several that cannot have rows without each other."""


def ordered(tables: Sequence[Table]) -> Iterator[Group]:
    """Each after all that it refers to; where they go round, after what it cannot do without."""
    pending = {table.oid: table for table in tables}
    while pending:
        group = _next(pending)
        yield group
        for table in group:
            del pending[table.oid]


def waits(group: Group, bare: set[int]) -> bool:
    """Whether they refer to what has no row as yet, and can do without at first."""
    return any(
        key.target in bare and not table.hard(key) for table in group for key in table.foreign
    )


def _next(pending: dict[int, Table]) -> Group:
    for needs in (_any, _hard):
        for oid, table in pending.items():
            if not (needs(table) - {oid}) & pending.keys():
                return (table,)
    return min((_reached(table, pending) for table in pending.values()), key=len)


def _any(table: Table) -> set[int]:
    return {key.target for key in table.foreign} | table.parents


def _hard(table: Table) -> set[int]:
    return {key.target for key in table.foreign if table.hard(key)} | table.parents


def _reached(table: Table, pending: dict[int, Table]) -> Group:
    """All that it cannot do without; the smallest such set goes round in itself."""
    reached, ahead = {table.oid}, [table]
    while ahead:
        new = (_hard(ahead.pop()) & pending.keys()) - reached
        reached |= new
        ahead += [pending[oid] for oid in new]
    return tuple(pending[oid] for oid in pending if oid in reached)

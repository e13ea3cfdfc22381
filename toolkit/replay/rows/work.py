"""Filling tables in their order, and coming back to those that had to wait."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.catalog.sql import run
from toolkit.replay.rows.choose import Choice
from toolkit.replay.rows.insert import insert_all, insert_each
from toolkit.replay.rows.joint import Joint, joints
from toolkit.replay.rows.order import Group, ordered, waits
from toolkit.replay.rows.read import Lacking, described
from toolkit.replay.rows.slots import pinned
from toolkit.replay.rows.tables import Foreign, Table
from toolkit.replay.rows.values import Values

Alike = frozenset[tuple[str, str | None]]
"""Columns in which rows are to be alike, and the constant, where it matters which."""

DEEPEST = 2
"""Of tables that need more rows so that others can have them."""


@dataclass
class Work:
    """Tables by oid, as they are by now; `refused` says why some got no further."""

    connection: Connection
    count: int
    found: Lacking
    tables: dict[int, Table] = field(init=False)
    refused: dict[int, DBAPIError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tables = {table.oid: table for table in self.found.tables}
        self.values = Values(self.connection, self.found.types, self.count)

    def fill(self) -> None:
        """What refers to itself, or round to what comes later, gets its last row after that."""
        later = []
        for group in ordered(self.found.tables):
            again = waits(group, self._bare())
            self._fill(group, max(self.count - again, 1))
            if again and waits(group, self._bare()):
                later.append(group)
            elif again:
                self._fill(group, self.count)
        for group in later:
            self._fill(group, self.count)
        for oid in [*self.refused] if later else ():  # now there is more to refer to
            self._fill((self.tables[oid],), self.count)

    def _bare(self) -> set[int]:
        return {oid for oid, table in self.tables.items() if table.held == 0}

    def _fill(self, group: Group, count: int) -> None:
        """As far as it goes; of several tables all or nothing."""
        now = [self.tables[table.oid] for table in group if self.tables[table.oid].held < count]
        choice = self._choice()
        filled = [(table, choice.slots(table)) for table in now]
        sparse = self.count > 1
        error = insert_all(self.connection, filled, count, sparse=sparse) if filled else None
        if error is None:
            self._now_hold(now, count)
        elif len(filled) > 1:
            self.refused.update((table.oid, error) for table in now)
        else:
            self._fill_one(now[0], count)

    def _fill_one(self, table: Table, count: int) -> None:
        """Row by row; once more after there is more to refer to, if that may be what is missing."""
        held, refusal = self._each(table, count)
        self._now_hold([table], held)
        if refusal and any(joint.crowded for joint in joints(table)):
            held, refusal = self._with_more(table.holding(held), count, refusal)
        if refusal:
            self.refused[table.oid] = refusal

    def _with_more(
        self, table: Table, count: int, refusal: DBAPIError | None
    ) -> tuple[int, DBAPIError | None]:
        """The others keep what they got only if it was of use: the next time is the same again."""
        before = dict(self.tables)
        run(self.connection, "SAVEPOINT hive_more")
        self._enrich_all(table)
        held, again = self._each(table, count)
        if held > table.held:
            self._now_hold([table], held)
            refusal = again
        else:
            run(self.connection, "ROLLBACK TO SAVEPOINT hive_more")
            self.tables = before
        run(self.connection, "RELEASE SAVEPOINT hive_more")
        return held, refusal

    def _each(
        self, table: Table, count: int, alike: Alike = frozenset()
    ) -> tuple[int, DBAPIError | None]:
        """Row by row; where it does not matter which, those that are to be alike have the first
        value."""
        slots = [pinned(slot, dict(alike)) for slot in self._choice().slots(table)]
        return insert_each(self.connection, table, slots, count, sparse=self.count > 1)

    def _enrich_all(self, table: Table) -> None:
        """More rows for the tables that foreign keys refer to, which agree where those must: the
        first ones are all different."""
        wanted = {}
        for joint in joints(table):
            for key in joint.foreign if joint.crowded else ():
                wanted[key.target, self._alike(joint, key)] = key.target != table.oid
        for (oid, alike), other in wanted.items():
            if other:
                self._enrich(oid, alike)

    def _alike(self, joint: Joint, key: Foreign) -> Alike:
        """Shared columns agree, held ones are as they must be."""
        choice, pairs = self._choice(), zip(key.columns, key.others, strict=True)
        held = {name: choice.held(joint, name) for name in joint.held(key)}
        return frozenset(
            (other, held.get(name)) for name, other in pairs if name in held or name in joint.shared
        )

    def _enrich(self, oid: int, alike: Alike, depth: int = 0) -> None:
        """Where it needs more to refer to itself, first that."""
        if oid not in self.tables:
            self._learn(oid)
        table = self.tables[oid]
        most = table.held + self.count
        held, refusal = self._each(table, most, alike)
        if refusal and depth < DEEPEST:
            for key in table.foreign:
                if not dict(alike).keys() & {*key.columns}:
                    self._enrich(key.target, frozenset(), depth + 1)
            held, _ = self._each(table.holding(held), most, alike)
        self._now_hold([table], held)

    def _learn(self, oid: int) -> None:
        """A table that lacks nothing."""
        found = described(self.connection, {oid: self.count})
        self.values.learn(found.types)
        self.tables |= {table.oid: table for table in found.tables}

    def _choice(self) -> Choice:
        return Choice(self.connection, self.values, self.tables, self._bare(), self.count)

    def _now_hold(self, tables: Sequence[Table], held: int) -> None:
        for table in tables:
            self.tables[table.oid] = table.holding(held)

"""What is known to be there, or not to be there, while a revision runs: a database without one."""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.lint.effects import Effect, Name
from toolkit.lint.sql.kinds import ON_TABLES
from toolkit.lint.wide import covers, is_wide

RELATIONS = frozenset({"table", "view", "materialized view", "sequence", "foreign table"})


def table(name: Name) -> Name:
    """The table that it hangs on."""
    return Name("table", name.schema, "", name.table)


def _read_as(name: Name) -> Name:
    """What a query says of it, and an index: a view is read as a table is."""
    return name._replace(kind="table") if name.kind in RELATIONS else name


def _alike(one: Name, like: Name) -> bool:
    return (one.kind, one.schema, one.table) == (like.kind, like.schema, like.table)


@dataclass
class Schema:
    """`lies_on`: the table of an index, and the columns of what lies on some; `filled` and
    `emptied` are tables since the pass began, `whole` those of which every column is known."""

    there: dict[Name, bool] = field(default_factory=dict)
    lies_on: dict[Name, tuple[Name, tuple[str, ...]]] = field(default_factory=dict)
    emptied: set[Name] = field(default_factory=set)
    whole: set[Name] = field(default_factory=set)
    temporary: set[Name] = field(default_factory=set)
    needs: dict[Name, tuple[Name, ...]] = field(default_factory=dict)
    moved: bool = False
    """Some table was given another name."""
    taken: set[str] = field(default_factory=set)
    """Rows that were deleted, as `Effect.taken` has them."""

    def exists(self, name: Name) -> bool | None:
        """None: nobody knows."""
        if is_wide(name):
            return self._any(name)
        found = self.there.get(name)
        if found is None and name.kind in ON_TABLES:
            above = table(name)
            if self.there.get(above) is False or above in self.whole:
                return False
        return found

    def elsewhere(self, effect: Effect) -> bool:
        """Whether what has its name, or that of an index it brings, lies on another table."""
        if not self.moved:
            return False
        on, _ = self.lies_on.get(effect.name, (effect.on, ()))
        other = effect.on is not None and on != effect.on and bool(self.exists(effect.name))
        return other or any(map(self.elsewhere, effect.parts))

    def _any(self, wide: Name) -> bool | None:
        """One that is there; what was assumed of the wide name counts least."""
        known = [there for one, there in self.there.items() if one != wide and covers(wide, one)]
        return any(known) if known else self.there.get(wide)

    def end_session(self) -> None:
        """Temporary tables go."""
        for name in self.temporary:
            self.drop(name)
        self.temporary.clear()

    def create(self, effect: Effect) -> None:
        name = effect.name
        if effect.temporary:
            self.temporary.add(name)
        self.there[name] = True
        self.needs[name] = effect.needs
        for part in effect.parts:
            self.create(part)
        if name.kind == "table":
            self.emptied.add(name)
            if effect.whole:
                self.whole.add(name)
        if above := effect.on or (table(name) if name.kind in ON_TABLES else None):
            self.lies_on[name] = above, effect.columns

    def drop(self, name: Name, *, cascade: bool = False) -> None:
        """And what cannot be without it; with CASCADE, what needs it."""
        self.there[name] = False
        if is_wide(name):
            for one in self.there:
                self.there[one] = self.there[one] and not covers(name, one)
        if cascade:
            read = _read_as(name)
            for one in [one for one, needs in self.needs.items() if read in needs]:
                if self.there.get(one):
                    self.drop(one, cascade=True)
        if name.kind == "type":
            self._drop_all(name, None)
        elif name.kind in RELATIONS:
            self.whole.discard(name)
            self._drop_all(_read_as(name), None)
        elif name.kind == "column":
            self._drop_all(table(name), name.name)
        elif name.kind == "constraint":
            self._drop_index(name)
        elif name.kind == "schema":
            for one in [one for one in self.there if one.schema == name.name]:
                self.there[one] = False

    def forget(self, like: Name) -> None:
        """One of them was dropped, and nobody knows which."""
        for one in [one for one in self.there if _alike(one, like)]:
            if self.there[one]:
                del self.there[one]

    def rename(self, old: Name, new: Name) -> None:
        """With all that hangs on it."""
        self.there[old], self.there[new] = False, True
        if old in self.lies_on:
            self.lies_on[new] = self.lies_on.pop(old)
        self.moved = self.moved or old.kind in RELATIONS
        if old.kind in RELATIONS or old.kind == "type":
            self._carry(old, new)

    def _drop_all(self, above: Name, column: str | None) -> None:
        for one, (on, columns) in self.lies_on.items():
            if on == above and (column is None or column in columns) and self.there.get(one):
                self.there[one] = False
        if column is None:
            for one in self.there:
                if one.table == above.name and one.schema == above.schema:
                    self.there[one] = False

    def _drop_index(self, constraint: Name) -> None:
        """That it has, if any: it is called the same."""
        index = Name("index", constraint.schema, "", constraint.name)
        if self.there.get(index):
            self.there[index] = False

    def _carry(self, old: Name, new: Name) -> None:
        for one in [one for one in self.there if one.table == old.name]:
            if one.schema == old.schema:
                known = self.there.pop(one)
                self.there[one._replace(table=new.name, schema=new.schema)] = known
        if old in self.whole:
            self.whole.discard(old)
            self.whole.add(new)
        self.lies_on = {
            one: ((new if on == old else on), columns)
            for one, (on, columns) in self.lies_on.items()
        }

"""The decision table over two whole databases: what was declared, held against what is there."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.declaration import Declaration, Objects
from toolkit.catalog.enums import labels
from toolkit.catalog.privileges import privileges

KEYS = ("PRIMARY KEY", "UNIQUE", "EXCLUDE")
ORDER = """schema extension enum type sequence table column function constraint view index trigger
    policy options rule statistics publication event_trigger comment description grant""".split()
"""Each kind after those that it may stand on."""
EXTRA = frozenset({"column", "constraint", "index", "trigger", "policy"})
"""What a declared table may have beyond what is declared."""

Relation = tuple[str, str]


def verdict(declared: Declaration, found: Declaration | None) -> Verdict:
    """A row of the table, for two of one name."""
    if found is None:
        return Verdict.ABSENT
    if found.definition == declared.definition:
        return Verdict.BROKEN if declared.valid and not found.valid else Verdict.EQUAL
    if declared.kind == "trigger" and found.definition == f"{declared.definition} DISABLED":
        return Verdict.BROKEN
    if declared.kind == "enum":
        return _extendable(labels(declared.definition), labels(found.definition))
    if declared.kind == "grant":
        wanted, there = privileges(declared.definition), privileges(found.definition)
        return Verdict.MORE if wanted <= there else Verdict.LESS
    return Verdict.DIFFERENT


def _extendable(declared: list[str], found: list[str]) -> Verdict:
    """Labels: those of both must be in one order."""
    ours = [one for one in declared if one in found]
    if ours != [one for one in found if one in declared]:
        return Verdict.DIFFERENT
    return Verdict.MORE if len(ours) == len(declared) else Verdict.LESS


def judge(declared: Objects, found: Objects) -> list[Decision]:
    """All that is declared, in the order in which it can be made; of a table that is not there
    only that is said. `sql` is left to `worded`."""
    return list(_Sides(declared, found).decisions())


def beyond(declared: Objects, found: Objects) -> list[Declaration]:
    """What tables have that are declared, and it is not."""
    return [
        one
        for key, one in found.items()
        if one.kind in EXTRA
        and key not in declared
        and ("table", one.name._replace(name="")) in declared
    ]


@dataclass(frozen=True)
class _Sides:
    declared: Objects
    found: Objects

    def decisions(self) -> Iterator[Decision]:
        for one in sorted(self.declared.values(), key=self._place):
            if one.kind == "table" or not part_of(one, self.lost):
                yield self._decision(one)

    def _decision(self, one: Declaration) -> Decision:
        there = self.found.get(one.key)
        instead = self._instead(one) if there is None else None
        if instead is not None:
            return Decision(Verdict.DIFFERENT, one, instead)
        return Decision(verdict(one, there), one, there)

    def _instead(self, one: Declaration) -> Declaration | None:
        """What stands in its place, or is the same under another name."""
        for other in self.strangers.get((one.name.schema, one.name.relation), ()):
            if other.kind == one.kind and one.kind in ("constraint", "index"):
                both = (one.definition, other.definition)
                if both[0] == both[1] or all(each.startswith(KEYS[0]) for each in both):
                    return other
        return next((self.names[name] for name in _names(one) if name in self.names), None)

    @cached_property
    def strangers(self) -> dict[Relation, list[Declaration]]:
        """What is not declared, by its table."""
        found: dict[Relation, list[Declaration]] = {}
        for key, one in self.found.items():
            if key not in self.declared:
                found.setdefault((one.name.schema, one.name.relation), []).append(one)
        return found

    @cached_property
    def names(self) -> dict[tuple[str, Relation], Declaration]:
        return {name: one for one in self.found.values() for name in _names(one)}

    @cached_property
    def lost(self) -> set[Relation]:
        """Tables that are not there, and what is a relation of its own in them."""
        gone = {
            one.name[:2]
            for one in self.declared.values()
            if one.kind == "table" and one.key not in self.found
        }
        inside = (one for one in self.declared.values() if one.name[:2] in gone)
        return gone | {(one.name.schema, one.name.name) for one in inside if one.name.name}

    @cached_property
    def parts(self) -> set[Relation]:
        """Tables that are partitions."""
        return {
            one.name[:2]
            for one in self.declared.values()
            if one.kind == "table" and " PARTITION OF " in f" {one.definition}"
        }

    def _place(self, one: Declaration) -> tuple[object, ...]:
        """What a partitioned table gets its partitions get with it; a foreign key comes after the
        keys that it may refer to."""
        refers = one.definition.startswith("FOREIGN KEY")
        return ORDER.index(one.kind), refers, one.name[:2] in self.parts, one.name


def _names(one: Declaration) -> list[tuple[str, Relation]]:
    """The names that nothing else in its schema may have, each with what it is a name of."""
    schema, relation, name = one.name
    if one.kind in ("table", "view", "sequence", "index") or (
        one.kind == "constraint" and one.definition.startswith(KEYS)
    ):
        return [("relation", (schema, name or relation))]
    return [("type", (schema, name))] if one.kind in ("type", "enum") else []


def part_of(one: Declaration, lost: Collection[Relation]) -> bool:
    """Whether it is a part of one of these relations, or said of one."""
    if one.kind == "grant":
        what = one.name.relation.partition(" ")[2].replace('"', "")
        return any(f"{what}.".startswith(f"{schema}.{name}.") for schema, name in lost)
    if one.kind == "sequence":
        owner = one.definition.partition(" OWNED BY ")[2].replace('"', "")
        return any(owner.startswith(f"{name}.") for _, name in lost)
    return one.name[:2] in lost


def relation_words(declared: Objects) -> dict[Relation, str]:
    """What each relation is, as COMMENT ON would have it."""
    found = {}
    for one in declared.values():
        schema, relation, name = one.name
        if one.kind == "table":
            foreign = one.definition.startswith("FOREIGN")
            found[schema, relation] = "FOREIGN TABLE" if foreign else "TABLE"
        elif one.kind == "constraint" and one.definition.startswith(KEYS):
            found[schema, name] = "INDEX"
        elif one.kind in ("index", "sequence"):
            found[schema, name] = one.kind.upper()
        elif one.kind == "view":
            found[schema, name] = one.definition.partition("VIEW")[0] + "VIEW"
    return found

"""The decision table over the parts of one table: declared is to be contained in found."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.declaration import Declaration, Name
from toolkit.catalog.kinds import constraint, kind_of

Key = tuple[str, Name]

_ALTER = "write a revision that alters what is there"
_DECLARE = "declare what is there"
_MISSING = "write a revision that adds it"
_LOST = "where it was there and is lost: restore it from a dump, or make it again by hand"
# What a table cannot be given without a decision that is not ours: which value old rows get.
_NEVER_ADDED = ("table", "column", "options")


def decide(declared: Declaration, found: Declaration | None) -> Decision:
    """One object, known by its name."""
    if found is None:
        return absent(declared)
    if found.definition != declared.definition:
        return Decision(Verdict.DIFFERENT, declared, found, ways_out=(_ALTER, _DECLARE))
    if declared.valid and not found.valid:
        return Decision(Verdict.BROKEN, declared, found, kind_of(found.kind).mend_sql(found))
    return Decision(Verdict.EQUAL, declared, found)


def absent(declared: Declaration) -> Decision:
    """Nothing there: `sql` makes it, unless it is a column or a table."""
    if declared.kind in _NEVER_ADDED:
        return Decision(Verdict.DIFFERENT, declared, None, ways_out=(_MISSING, _LOST))
    sql = (kind_of(declared.kind).create_sql(declared),)
    return Decision(Verdict.ABSENT, declared, None, sql)


def parts(
    declared: Iterable[Declaration], found: Mapping[Key, Declaration], unnamed: Collection[Key] = ()
) -> tuple[Decision, ...]:
    """All parts of a table, known by name; the `unnamed` ones by what they are."""
    wanted = {(one.kind, one.name): one for one in declared}
    taken = {key for key in wanted if key in found and key not in unnamed}
    decisions = []
    for key, one in wanted.items():
        match = found.get(key) if key in taken else _same(one, found, taken)
        free = {other: it for other, it in found.items() if other not in taken}
        decision = _decide_part(one, match, free, key in unnamed)
        taken |= {(match.kind, match.name)} if match else set()
        decisions.append(decision)
    return tuple(decisions)


def extras(decisions: Iterable[Decision], found: Mapping[Key, Declaration]) -> tuple[Decision, ...]:
    """What is there beyond what was declared."""
    known = {(one.found.kind, one.found.name) for one in decisions if one.found}
    return tuple(
        Decision(Verdict.MORE, one, one)
        for key, one in found.items()
        if key not in known and one.kind in ("column", "constraint", "index")
    )


def _same(
    one: Declaration, found: Mapping[Key, Declaration], taken: Collection[Key]
) -> Declaration | None:
    """One of another name that is the same thing."""
    for key, other in found.items():
        alike = (other.kind, other.name[:2]) == (one.kind, one.name[:2])
        if alike and key not in taken and one.definition == other.definition:
            return other if one.kind in ("constraint", "index") else None
    return None


def _decide_part(
    one: Declaration, match: Declaration | None, free: Mapping[Key, Declaration], unnamed: bool
) -> Decision:
    if match is None:
        return _missing(one, _rival(one, free, unnamed), unnamed)
    if match.name == one.name or unnamed:
        return decide(one, match)
    rename = f'rename it from "{match.name.name}" to "{one.name.name}"'
    return Decision(Verdict.DIFFERENT, one, match, ways_out=(rename, _DECLARE))


def _missing(one: Declaration, rival: Declaration | None, unnamed: bool) -> Decision:
    if rival is not None:
        return Decision(Verdict.DIFFERENT, one, rival, ways_out=(_ALTER, _DECLARE))
    if not unnamed:
        return absent(one)
    nameless = replace(one, name=one.name._replace(name=""))
    return replace(absent(nameless), declared=one)


def _rival(one: Declaration, free: Mapping[Key, Declaration], unnamed: bool) -> Declaration | None:
    """What stands in the way of adding `one`, or stands where one without a name would."""
    head = one.definition.partition(" REFERENCES ")[0]
    for other in free.values():
        if _same_relation(one, other):
            return other
        if other.kind != "constraint" or other.kind != one.kind or other.name[:2] != one.name[:2]:
            continue
        same_key = head.startswith("FOREIGN KEY") and other.definition.startswith(head)
        if unnamed and (other.name == one.name or same_key):
            return other
        if head.startswith("PRIMARY KEY") and other.definition.startswith("PRIMARY KEY"):
            return other
    return None


def _same_relation(one: Declaration, other: Declaration) -> bool:
    """A key has an index of its name: where one stands, the other cannot be made."""
    kinds = {one.kind: one, other.kind: other}
    if kinds.keys() != {"constraint", "index"} or one.name != other.name:
        return False
    return kinds["constraint"].definition.startswith(constraint.KEYS)

"""What a query of the catalogs says about what it looks for: texts that columns are equal to."""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.lint.effects import Any, Asked, Exists, Name, Unclear
from toolkit.lint.sql.catalogs import KINDS, NEUTRAL, PREFIXES, SAYS_KIND, Catalog
from toolkit.lint.sql.nodes import Node, column_of, known_schema, named

DATA = Unclear(of_data=True)
Place = tuple[str, str]
"""An alias and a column."""


@dataclass
class Facts:
    """What WHERE and ON say: columns that are equal to texts, and to one another. `more` is what
    cannot be told from names alone; `variables` are no columns."""

    sources: dict[str, tuple[str, Catalog]] = field(default_factory=dict)
    texts: dict[Place, tuple[str, ...]] = field(default_factory=dict)
    links: dict[Place, list[Place]] = field(default_factory=dict)
    more: bool = False
    variables: frozenset[str] = frozenset()

    def place(self, reference: Node) -> Place | None:
        alias, name = column_of(reference)
        if alias:
            return (alias, name) if alias in self.sources else None
        for one, (table, found) in self.sources.items():
            mine = name in (found.name, found.table, found.schema)
            if name in self.variables and not mine:
                continue
            prefix = any(table == of and name.startswith(p) for p, of in PREFIXES.items())
            if mine or prefix or len(self.sources) == 1:
                return one, name
        return None

    def is_name(self, place: Place) -> bool:
        """Whether the column says what something is called, and no more."""
        of = self.sources[place[0]][1]
        return place[1] in (of.name, of.table, of.schema, "oid") or place[1] in NEUTRAL

    def value(self, place: Place) -> tuple[str, ...]:
        """Texts that a column is equal to, by itself or through what it is joined with."""
        if place in self.texts:
            return self.texts[place]
        for alias, column in self.links.get(place, ()):
            of = self.sources[alias][1]
            found = self.texts.get((alias, of.name if column == "oid" else column), ())
            if found:
                return found
        return ()


def answer(facts: Facts) -> Asked:
    """By the source of the lowest rank, or what is wider than it."""
    alias = min(facts.sources, key=lambda one: facts.sources[one][1].rank)
    _, found = facts.sources[alias]
    names = facts.value((alias, found.name))
    tables = facts.value((alias, found.table)) if found.table else ()
    kind = _kind(found.kind, facts)
    if not names and found.wider and tables:
        kind, names, tables = found.wider, tables, ()
    if not names:
        return DATA
    schema = _schema(alias, found, facts)
    asked = [_exists(kind, schema, tables[0] if tables else "", one) for one in names]
    return asked[0] if len(asked) == 1 else Any(tuple(asked))


def _kind(kind: str, facts: Facts) -> str:
    if kind != "relation":
        return kind
    for (_, column), values in facts.texts.items():
        if column in SAYS_KIND:
            found = {KINDS.get(one, kind) for one in values}
            return found.pop() if len(found) == 1 else kind
    return kind


def _schema(alias: str, found: Catalog, facts: Facts) -> str:
    own = facts.value((alias, found.schema)) if found.schema else ()
    for (_, column), values in facts.texts.items():
        if column == "nspname" and found.kind != "schema":
            own = own or values
    return known_schema(own[0]) if own else ""


def _exists(kind: str, schema: str, table: str, name: str) -> Exists:
    if kind in ("schema", "role", "extension"):
        return Exists(Name(kind, "", "", name))
    above = split(table)
    what = split(name)
    of = known_schema(above[-2]) if len(above) > 1 else schema
    found = named(kind, what if len(what) > 1 else [of, what[0]], above[-1])
    return Exists(found._replace(schema=found.schema or of))


def split(text: str) -> list[str]:
    """`schema.name`, each in quotes or not."""
    if "." not in text and '"' not in text:
        return [text]
    return [one.strip().strip('"') for one in text.split(".")]

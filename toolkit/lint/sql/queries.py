"""A query of the catalogs: which objects its rows stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any as Anything

from toolkit.lint.effects import Any, Asked, Exists, Name, Unclear
from toolkit.lint.sql.catalogs import KINDS, NEUTRAL, PREFIXES, SAYS_KIND, Catalog, catalog
from toolkit.lint.sql.nodes import Node, column_of, known_schema, named, only, strings
from toolkit.lint.sql.texts import Texts, evaluate

DATA = Unclear(of_data=True)
REGISTERED = frozenset(
    {"regclass", "regtype", "regnamespace", "regproc", "regprocedure", "regrole"}
)
TO_REGISTERED = {f"to_{one}" for one in REGISTERED}
WHERE_WE_ARE = frozenset({"current_schema", "current_database", "current_catalog"})
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


def objects(select: Node, texts: Texts) -> Asked:
    """Whether there is any row."""
    facts = Facts(variables=frozenset(texts))
    conditions = [select["whereClause"]] if "whereClause" in select else []
    for one in select.get("fromClause", []):
        conditions += _source(one, facts)
    if not facts.sources or facts.more:
        return DATA
    for one in conditions:
        _say(one, facts, texts)
    return DATA if facts.more else _answer(facts)


def _source(node: Node, facts: Facts) -> list[Node]:
    """Notes what is read, and returns what joins ask."""
    kind, inner = only(node)
    if kind == "JoinExpr":
        both = [inner.get("larg", {}), inner.get("rarg", {})]
        found = [condition for one in both for condition in _source(one, facts)]
        return [*found, inner["quals"]] if "quals" in inner else found
    known = catalog(inner.get("schemaname", ""), inner.get("relname", ""))
    if kind != "RangeVar" or known is None:
        facts.more = True
        return []
    alias = inner.get("alias", {}).get("aliasname", inner["relname"])
    facts.sources[alias] = inner["relname"], known
    return []


def _say(node: Node, facts: Facts, texts: Texts) -> None:
    kind, inner = only(node)
    if kind == "BoolExpr" and inner.get("boolop") == "AND_EXPR":
        for one in inner.get("args", []):
            _say(one, facts, texts)
    elif not _equality(kind, inner, facts, texts) and not _neutral(node, facts):
        facts.more = True


def _equality(kind: str, node: Node, facts: Facts, texts: Texts) -> bool:
    if kind == "SubLink":
        return _within(node, facts, texts)
    operator = strings(node.get("name", []))
    if kind != "A_Expr" or operator not in (["="], ["~~"], ["~~*"]):
        return False
    left, right = node.get("lexpr", {}), node.get("rexpr", {})
    first, second = _place(left, facts), _place(right, facts)
    if first and second:
        facts.links.setdefault(first, []).append(second)
        facts.links.setdefault(second, []).append(first)
        return True
    place, other = (first, right) if first else (second, left)
    found = _texts(other, texts) if place else None
    if place is None or found is None:
        return False
    if (operator != ["="] and any("%" in one for one in found)) or not facts.is_name(place):
        return False
    facts.texts[place] = found
    return True


def _within(node: Node, facts: Facts, texts: Texts) -> bool:
    """`x IN (SELECT oid FROM …)`."""
    place = _place(node.get("testexpr", {}), facts)
    found = _texts({"SubLink": {**node, "subLinkType": "EXPR_SUBLINK"}}, texts)
    if place and found is not None and not node.get("operName"):
        facts.texts[place] = found
        return True
    return False


def _place(node: Node, facts: Facts) -> Place | None:
    """Of a column, in whatever stands around it: casts, lower()."""
    kind, inner = only(node)
    if kind == "TypeCast":
        return _place(inner.get("arg", {}), facts)
    if kind == "FuncCall" and strings(inner.get("funcname", []))[-1:] in (["lower"], ["upper"]):
        return _place((inner.get("args") or [{}])[0], facts)
    return facts.place(inner) if kind == "ColumnRef" else None


def _texts(node: Node, texts: Texts) -> tuple[str, ...] | None:
    """What a column is compared with."""
    kind, inner = only(node)
    if kind == "List":
        return _several(inner.get("items", []), texts)
    if kind == "A_ArrayExpr":
        return _several(inner.get("elements", []), texts)
    if kind == "TypeCast" and "A_ArrayExpr" in inner.get("arg", {}):
        return _texts(inner["arg"], texts)
    if kind == "SQLValueFunction":
        return ("",)
    if kind == "SubLink":
        return _named_by(inner, texts)
    if kind == "FuncCall" and strings(inner["funcname"])[-1] in WHERE_WE_ARE:
        return ("",)
    if kind == "FuncCall" and strings(inner["funcname"])[-1] in TO_REGISTERED:
        return _texts((inner.get("args") or [{}])[0], texts)
    found = evaluate(node, texts)
    return None if found is None else (found,)


def _several(nodes: Sequence[Node], texts: Texts) -> tuple[str, ...] | None:
    found = [evaluate(one, texts) for one in nodes]
    return None if None in found else tuple(one for one in found if one is not None)


def _named_by(link: Node, texts: Texts) -> tuple[str, ...] | None:
    """`(SELECT oid FROM pg_class WHERE relname = 'x')`: x."""
    select = link.get("subselect", {}).get("SelectStmt", {})
    asked = objects(select, texts) if link.get("subLinkType") == "EXPR_SUBLINK" else DATA
    return (str(asked.name),) if isinstance(asked, Exists) else None


def _neutral(node: Node, facts: Facts) -> bool:
    """A condition on nothing that the revision changes."""
    columns = list(_columns(node))
    own = [one for one in columns if column_of(one)[0] in facts.sources or not column_of(one)[0]]
    if only(node)[0] == "SubLink" or not own or len(own) != len(columns):
        return False
    return all(column_of(one)[1] in NEUTRAL for one in own)


def _columns(node: Anything) -> Iterator[Node]:
    if isinstance(node, dict):
        if "ColumnRef" in node:
            yield node["ColumnRef"]
        for one in node.values():
            yield from _columns(one)
    elif isinstance(node, list):
        for one in node:
            yield from _columns(one)


def _answer(facts: Facts) -> Asked:
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

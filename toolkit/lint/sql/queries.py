"""A query of the catalogs: which objects its rows stand for."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.lint.effects import Asked, Exists
from toolkit.lint.sql.catalogs import NEUTRAL, catalog
from toolkit.lint.sql.facts import DATA, Facts, Place, answer
from toolkit.lint.sql.nodes import Node, beneath, column_of, only, strings
from toolkit.lint.sql.registered import TO_REGISTERED
from toolkit.lint.sql.texts import Texts, evaluate

WHERE_WE_ARE = frozenset({"current_schema", "current_database", "current_catalog"})


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
    return DATA if facts.more else answer(facts)


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
    columns = list(beneath(node, "ColumnRef"))
    own = [one for one in columns if column_of(one)[0] in facts.sources or not column_of(one)[0]]
    if only(node)[0] == "SubLink" or not own or len(own) != len(columns):
        return False
    return all(column_of(one)[1] in NEUTRAL for one in own)

"""Whether the WHERE of an UPDATE leaves out the rows that it has changed already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from toolkit.lint.sql.nodes import Node, beneath, column_of, constant, only, strings, text_of
from toolkit.lint.sql.updates.subject import Subject
from toolkit.lint.sql.updates.truth import refuses
from toolkit.lint.sql.updates.values import Mark, Values, value_of

if TYPE_CHECKING:
    from toolkit.lint.sql.updates.advance import Assignment

SHRINKING = frozenset(
    {"substring", "substr", "right", "regexp_replace", "split_part", "overlay", "replace"}
)
TESTS = frozenset({"~~", "~~*", "~", "~*", "@>", "?", "?|", "?&", "^@", "<@"})
NEGATIVE = frozenset({"!~~", "!~~*", "!~", "!~*"})
NOT_NULL = frozenset({"FuncCall", "SQLValueFunction", "A_ArrayExpr", "RowExpr"})


def leaves_out(
    where: Node | None, one: Assignment, sets: list[Assignment], own: frozenset[str]
) -> bool:
    """`one` is the assignment that matters."""
    if not where:
        return False
    before = dict(_fixed(where))
    values = {other.column: _value(other, before) for other in sets if other.whole}
    of = Subject(one.column, own)
    if refuses(where, values) or _toggled(where, one, of):
        return True
    conjuncts = list(_conjuncts(where))
    if any(_denies(part, of) for part in conjuncts):
        return True
    if any(_other_type(part, one.value, of) for part in conjuncts):
        return True
    if _shrinks(one.value) and any(_tests(part, of) for part in conjuncts):
        return True
    return any(_other_end(part, one.value, of) for part in conjuncts)


def _fixed(where: Node) -> Iterator[tuple[str, Any]]:
    """Columns that have one value in every row that it takes."""
    for one in _conjuncts(where):
        inner = one.get("A_Expr", {})
        value = constant(inner.get("rexpr", {}))
        equal = inner.get("kind") == "AEXPR_OP" and strings(inner["name"]) == ["="]
        if equal and "ColumnRef" in inner.get("lexpr", {}) and value is not None:
            yield column_of(inner["lexpr"]["ColumnRef"])[1], value


def _value(one: Assignment, before: Values) -> Any:
    kind, _ = only(one.value)
    value = constant(one.value)
    if kind == "A_Expr":
        return value_of(one.value, before)
    if value is not None or (kind in ("A_Const", "TypeCast") and "isnull" in str(one.value)):
        return value
    return Mark.SOMETHING if kind in NOT_NULL else Mark.UNKNOWN


def _toggled(where: Node, one: Assignment, of: Subject) -> bool:
    """`SET x = NOT x WHERE x`."""
    inner = one.value.get("BoolExpr", {})
    if inner.get("boolop") != "NOT_EXPR" or not of.is_it(inner["args"][0]):
        return False
    return any(refuses(where, {one.column: value}) for value in (True, False))


def _conjuncts(node: Node) -> Iterator[Node]:
    inner = node.get("BoolExpr", {})
    if inner.get("boolop") == "AND_EXPR":
        for one in inner.get("args", []):
            yield from _conjuncts(one)
    else:
        yield node


def _denies(node: Node, of: Subject) -> bool:
    """It says that something is not in the column."""
    kind, inner = only(node)
    if kind == "BoolExpr" and inner.get("boolop") == "NOT_EXPR":
        return of.is_in(inner)
    if kind == "BoolExpr":
        return all(_denies(one, of) or _is_null(one, of) for one in inner.get("args", []))
    if kind == "NullTest":
        bare = of.is_it(inner.get("arg", {}))
        return inner.get("nulltesttype") == "IS_NULL" and not bare and of.is_in(inner)
    if kind != "A_Expr" or not of.is_in(inner):
        return False
    operator = (strings(inner.get("name", [])) or [""])[-1]
    if operator in NEGATIVE or (inner.get("kind") == "AEXPR_OP_ALL" and operator == "<>"):
        return True
    zero = constant(inner.get("rexpr", {})) == 0
    return operator == "=" and zero and "FuncCall" in inner.get("lexpr", {})


def _is_null(node: Node, of: Subject) -> bool:
    inner = node.get("NullTest", {})
    return inner.get("nulltesttype") == "IS_NULL" and of.is_in(inner)


def _shrinks(value: Node) -> bool:
    """It takes something away."""
    names = {name for one in beneath(value, "FuncCall") for name in strings(one["funcname"])}
    operators = {name for one in beneath(value, "A_Expr") for name in strings(one["name"])}
    return bool(names & SHRINKING or (operators & {"#-", "-"} and not operators & {"+", "*", "/"}))


def _tests(node: Node, of: Subject) -> bool:
    """It asks for something to be in the column."""
    kind, inner = only(node)
    if not of.is_in(inner):
        return False
    if kind == "NullTest":
        return inner.get("nulltesttype") == "IS_NOT_NULL" and not of.is_it(inner.get("arg", {}))
    if kind == "FuncCall":
        return "starts_with" in strings(inner.get("funcname", []))
    return kind == "A_Expr" and bool(set(strings(inner.get("name", []))) & TESTS)


def _other_type(node: Node, value: Node, of: Subject) -> bool:
    """`SET x = jsonb_build_object(…) WHERE jsonb_typeof(x) = 'array'`."""
    inner = node.get("A_Expr", {})
    asked, wanted = inner.get("lexpr", {}).get("FuncCall", {}), text_of(inner.get("rexpr", {}))
    if strings(inner.get("name", [])) != ["="] or wanted is None or not of.is_in(asked):
        return False
    made = [MADE.get(name) for name in strings(value.get("FuncCall", {}).get("funcname", []))]
    of_type = {"jsonb_typeof", "json_typeof"} & set(strings(asked.get("funcname", [])))
    return bool(of_type) and made[-1:] not in ([], [None], [wanted])


MADE = {
    "jsonb_build_object": "object",
    "json_build_object": "object",
    "jsonb_build_array": "array",
    "json_build_array": "array",
}


def _other_end(node: Node, value: Node, of: Subject) -> bool:
    """`SET x = 'new' || x WHERE x LIKE 'old%'`."""
    inner = node.get("A_Expr", {})
    pattern = text_of(inner.get("rexpr", {}))
    if strings(inner.get("name", [])) != ["~~"] or not pattern or not of.is_it(inner["lexpr"]):
        return False
    first, last = _end(value, "lexpr"), _end(value, "rexpr")
    start = pattern.partition("%")[0]
    if first and start and not _fits(first, start):
        return True
    end = pattern.rpartition("%")[2]
    return bool(last and "%" in pattern and end and not _fits(last[::-1], end[::-1]))


def _fits(one: str, other: str) -> bool:
    short = min(len(one), len(other))
    return one[:short] == other[:short]


def _end(value: Node, side: str) -> str | None:
    """The constant that a chain of `||` begins or ends with."""
    while strings(value.get("A_Expr", {}).get("name", [])) == ["||"]:
        value = value["A_Expr"].get(side, {})
    return text_of(value)

"""Expressions: as much of their value as the text tells."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from toolkit.lint.effects import All as Every
from toolkit.lint.effects import Any as Some
from toolkit.lint.effects import Asked, Not, TooComplexError, Unclear
from toolkit.lint.python import comprehensions, objects, paths, questions, surroundings
from toolkit.lint.python.generators import yielded
from toolkit.lint.python.made import ADDING, GROWING, added, cell, text
from toolkit.lint.python.reader import MOST_STEPS, Reader, Scope
from toolkit.lint.python.sizes import LARGEST, SIZED, fitting, grows, weigh
from toolkit.lint.python.sought import OPERATORS as SETS
from toolkit.lint.python.sought import Sought, among
from toolkit.lint.python.texts import words
from toolkit.lint.python.values import (
    FROM_DATA,
    NOBODY_KNOWS,
    Bound,
    Call,
    Class,
    Connected,
    File,
    Function,
    Instance,
    Later,
    Listed,
    Listing,
    Module,
    Question,
    Ref,
    Rows,
    Unknown,
    known,
)

BUILTINS = frozenset(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__)
MOST = 5000
"""Of items in a list that an expression makes."""


def evaluate(reader: Reader, node: ast.AST, scope: Scope) -> Any:
    """An Unknown where nobody can tell."""
    if type(node) is ast.Constant:
        return node.value
    reader.steps += 1
    if reader.steps > MOST_STEPS:
        raise TooComplexError
    how = EXPRESSIONS.get(type(node))
    return how(reader, node, scope) if how else NOBODY_KNOWS


def truth(value: Any) -> bool | Asked:
    """What an `if` makes of it."""
    if isinstance(value, Rows) and value.each is not None:
        return True  # without any nothing would be done either
    if isinstance(value, Question | Rows | Sought):
        return value.asked
    if isinstance(value, Unknown):
        return Unclear(of_data=value.of_data)
    if isinstance(value, Listing | Listed):
        return Unclear(of_data=True)
    if isinstance(value, Call) and value.path.startswith("operator."):
        return Unclear()
    return bool(value) if known(value) else True


def _constant(_: Reader, node: Any, __: Scope) -> Any:
    return node.value


def _name(_: Reader, node: Any, scope: Scope) -> Any:
    found = scope.find(node.id, scope)
    if found is scope:
        return Ref(f"builtins.{node.id}") if node.id in BUILTINS else NOBODY_KNOWS
    return found.value() if type(found) is Later else found


def _attribute(reader: Reader, node: Any, scope: Scope) -> Any:
    return attribute(evaluate(reader, node.value, scope), node.attr)


def attribute(of: Any, name: str) -> Any:
    if isinstance(of, Ref):
        inner = Ref(f"{of.path}.{name}")
        return DIALECT.get(name, inner) if of.path == "dialect" else inner
    if isinstance(of, Module):
        found = of.scope.get(name, NOBODY_KNOWS)
        return found.value() if type(found) is Later else found
    if isinstance(of, Class):
        found = of.attributes.get(name)
        return Bound(of, name) if found is None or isinstance(found, Call | Function) else found
    if isinstance(of, Instance) and (found := objects.attribute(of, name)) is not objects.NOTHING:
        return found
    if isinstance(of, Rows) and name == "rowcount":
        return Question(of.asked)
    if isinstance(of, Connected):
        return _of_connection(of, name)
    if isinstance(of, Bound) and isinstance(of.of, Connected) and of.name == "connection":
        return _of_connection(of.of, name)
    if isinstance(of, File):
        found = paths.attribute(of, name)
        return Bound(of, name) if found is None else found
    if isinstance(of, Listed) and name == "name":
        return Listed(of.of, name=True)
    if isinstance(of, Unknown):
        return of if of.place else cell(of, name)
    if isinstance(of, Listed):
        return FROM_DATA
    return Bound(of, name)


def _of_connection(of: Connected, name: str) -> Any:
    if name == "dialect":
        return Ref("dialect")
    if name == "name":
        return surroundings.DIALECT
    if name == "as_sql":
        return False
    return of if name in ITSELF else Bound(of, name)


DIALECT = {"name": surroundings.DIALECT, "server_version_info": surroundings.VERSION}
ITSELF = frozenset(
    "bind engine impl connection dbapi_connection driver_connection sync_connection".split()
)


def _call(reader: Reader, node: Any, scope: Scope) -> Any:
    constants = reader.run.constants if reader.run is not None else {}
    if (found := constants.get(id(node))) is not None:
        return found
    function = evaluate(reader, node.func, scope)
    args: list[Any] = []
    for one in node.args:
        if isinstance(one, ast.Starred):
            value = evaluate(reader, one.value, scope)
            args += value if isinstance(value, list | tuple) else [NOBODY_KNOWS]
        else:
            args.append(one.value if type(one) is ast.Constant else evaluate(reader, one, scope))
    options: dict[str, Any] = {}
    for keyword in node.keywords:
        value = evaluate(reader, keyword.value, scope)
        if keyword.arg is not None:
            options[keyword.arg] = value
        elif isinstance(value, dict):
            options |= {key: one for key, one in value.items() if isinstance(key, str)}
    if isinstance(function, Unknown) and function.place:
        return _of_cell(reader, node, function, args, scope)
    if isinstance(function, Bound) and type(function.of) is list and function.name == "append":
        function = Bound(_gathered(reader, node.func.value, function.of, scope), "append")
    found = called(reader, node, function, tuple(args), options)
    made = type(found) is Call and type(function) is Ref and function.path[:3] in CONSTRUCTS
    if made and _is_constant(node, args, options, constants):
        constants[id(node)] = found
    return found


def _gathered(reader: Reader, node: ast.AST, items: list[Any], scope: Scope) -> Any:
    """What a list holds afterwards may hang on what the database was asked."""
    if not reader.run or not reader.run.is_asking or not isinstance(node, ast.Name):
        return items
    found = Sought([(one, Unclear()) for one in items])
    scope.put(node.id, found)
    return found


def _of_cell(reader: Reader, node: ast.Call, of: Unknown, args: list[Any], scope: Scope) -> Any:
    """A method of what a column holds; `append` outside any condition is another each time."""
    name = getattr(node.func, "attr", "")
    if name == "get" and args:
        return cell(of, args[0])
    if name in GROWING and not (reader.run and reader.run.is_asking):
        comprehensions.grow(node.func, replace(of, made=of.made | {of.place[:1]}), scope)
    return of


CONSTRUCTS = ("sql", "pgv", "geo")
"""How libraries begin whose calls do nothing but return something."""


def _is_constant(node: ast.Call, args: list[Any], options: Any, constants: Any) -> bool:
    """Whether it is the same whenever it is evaluated: nothing in it is a variable."""
    words = node.keywords
    if len(args) != len(node.args) or len(options) != len(words):
        return False
    pairs = [
        *zip(node.args, args, strict=True),
        *zip((w.value for w in words), options.values(), strict=True),
    ]
    return all(
        type(one) is ast.Constant or type(value) is Ref or id(one) in constants
        for one, value in pairs
    )


def _text(reader: Reader, node: Any, scope: Scope) -> Any:
    parts, values, size = [], [], 0
    for one in node.values:
        if isinstance(one, ast.Constant):
            parts.append(str(one.value))
        else:
            values.append(evaluate(reader, one.value, scope))
            parts.append(words(values[-1], one.value))
            size += len(parts[-1])
            if size > LARGEST:
                return NOBODY_KNOWS
    return text("".join(parts), values if len(parts) > 1 else ())


OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
}


def _binary(reader: Reader, node: Any, scope: Scope) -> Any:
    left, right = evaluate(reader, node.left, scope), evaluate(reader, node.right, scope)
    if isinstance(left, File) and isinstance(node.op, ast.Div):
        return paths.below(left, right)
    if isinstance(left, str) and isinstance(node.op, ast.Mod):
        return text(_formatted(left, right, node.right), _values(right))
    if isinstance(node.op, ast.Add) and _half_known(left, right):
        joined = words(left, node.left) + words(right, node.right)
        return text(fitting(joined), (left, right))
    if known(left) and known(right) and type(node.op) in OPERATORS:
        if isinstance(node.op, ast.Mult) and _size(left) * _size(right) > MOST:
            return NOBODY_KNOWS
        try:
            return fitting(OPERATORS[type(node.op)](left, right))
        except (TypeError, ValueError, ZeroDivisionError, OverflowError):
            return NOBODY_KNOWS
    if isinstance(left, list | tuple | set | dict) and isinstance(right, Listing):
        return among(left, right, SETS.get(type(node.op), ""))
    if isinstance(node.op, ADDING) and (made := added((left, right))):
        return Unknown(of_data=True, made=made)
    if any(isinstance(one, Bound | Call) for one in (left, right)):
        return Call(f"operator.{type(node.op).__name__}", (left, right), {}, node)
    return _of_data(left, right)


def _values(value: Any) -> Iterable[Any]:
    """What is put into a text."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, tuple) else (value,)


def _half_known(left: Any, right: Any) -> bool:
    """A text, and something that is none of Python's own."""
    sides = ((left, right), (right, left))
    return any(isinstance(a, str) and isinstance(b, Unknown | Listed) for a, b in sides)


def _size(value: Any) -> int:
    """As a factor; a float is none of a text."""
    return abs(value) if type(value) is int else len(value) if isinstance(value, SIZED) else 1


def _formatted(text: str, value: Any, node: ast.AST) -> Any:
    def ready(one: Any, number: int) -> Any:
        return one if isinstance(one, str | int | float) else words(one, node, number)

    if isinstance(value, tuple):
        value = tuple(ready(one, number) for number, one in enumerate(value))
    elif isinstance(value, dict):
        value = {key: ready(one, number) for number, (key, one) in enumerate(value.items())}
    else:
        value = ready(value, 0)
    if grows(text, "%", value if isinstance(value, tuple) else (value,)):
        return NOBODY_KNOWS
    try:
        return text % value
    except (TypeError, ValueError, KeyError, OverflowError):
        return NOBODY_KNOWS


def _of_data(*values: Any) -> Unknown:
    data = (Listed, Listing, Rows, Question)
    found = any(isinstance(v, data) or (isinstance(v, Unknown) and v.of_data) for v in values)
    return FROM_DATA if found else NOBODY_KNOWS


def _joined(reader: Reader, node: Any, scope: Scope) -> Any:
    """`and`, `or`."""
    every = isinstance(node.op, ast.And)
    unclear: list[Asked] = []
    values: list[Any] = []
    value: Any = every
    for one in node.values:
        value = evaluate(reader, one, scope)
        values.append(value)
        answer = truth(value)
        if not isinstance(answer, bool):
            unclear.append(answer)
        elif answer is not every:
            return value  # it decides, whatever the others are
    if unclear and (value := _or_else(values)) is not None:
        return value
    return Question(_both(unclear, every)) if unclear else values[-1]


def _or_else(values: list[Any]) -> Any:
    """What a column holds, or else a constant."""
    first, *rest = values
    is_cell = isinstance(first, Unknown) and (first.place or first.made)
    plain = all(known(one) and not isinstance(one, bool) for one in rest)
    return first if is_cell and plain else None


def _both(asked: list[Asked], every: bool) -> Asked:
    return asked[0] if len(asked) == 1 else (Every if every else Some)(tuple(asked))


def _unary(reader: Reader, node: Any, scope: Scope) -> Any:
    value = evaluate(reader, node.operand, scope)
    if isinstance(node.op, ast.Not):
        answer = truth(value)
        return not answer if isinstance(answer, bool) else Question(Not(answer))
    if isinstance(node.op, ast.USub) and isinstance(value, int | float):
        return -value
    return Call("operator.not_", (value,), {}, node)


def _either(reader: Reader, node: Any, scope: Scope) -> Any:
    answer = truth(evaluate(reader, node.test, scope))
    if isinstance(answer, bool):
        return evaluate(reader, node.body if answer else node.orelse, scope)
    evaluate(reader, node.orelse, scope)
    return evaluate(reader, node.body, scope)


def _items(kind: Callable[[Iterable[Any]], Any]) -> Callable[[Reader, Any, Scope], Any]:
    def made(reader: Reader, node: Any, scope: Scope) -> Any:
        found: list[Any] = []
        for one in node.elts:
            if isinstance(one, ast.Starred):
                value = evaluate(reader, one.value, scope)
                found += value if isinstance(value, list | tuple) else [NOBODY_KNOWS]
            else:
                found.append(evaluate(reader, one, scope))
            if len(found) > LARGEST:
                raise TooComplexError
        weigh(found)
        try:
            return kind(found)
        except TypeError:
            return NOBODY_KNOWS

    return made


def _dict(reader: Reader, node: Any, scope: Scope) -> Any:
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        what = evaluate(reader, value, scope)
        if key is None:
            found |= what if isinstance(what, dict) else {}
            continue
        name = evaluate(reader, key, scope)
        try:
            found[name] = what
        except TypeError:
            return NOBODY_KNOWS
    weigh(found.values())
    return found


def _subscript(reader: Reader, node: Any, scope: Scope) -> Any:
    of = evaluate(reader, node.value, scope)
    if isinstance(node.slice, ast.Slice):
        return _slice(reader, of, node.slice, scope)
    key = evaluate(reader, node.slice, scope)
    if isinstance(of, Listed) and key == "name":
        return Listed(of.of, name=True)
    if isinstance(of, Question | Rows):
        return Question(of.asked)
    if isinstance(of, Unknown) and of.source:
        return cell(of, key)
    if isinstance(of, Bound) and of.name in ("c", "columns") and isinstance(key, str):
        return Bound(of, key)
    try:
        return of[key] if known(of) and known(key) else _of_data(of)
    except (TypeError, KeyError, IndexError):
        return NOBODY_KNOWS


def _slice(reader: Reader, of: Any, node: ast.Slice, scope: Scope) -> Any:
    ends = [node.lower, node.upper, node.step]
    values = [None if one is None else evaluate(reader, one, scope) for one in ends]
    if isinstance(of, str | list | tuple) and all(v is None or isinstance(v, int) for v in values):
        return of[slice(*values)] if values[2] != 0 else NOBODY_KNOWS
    return _of_data(of)


def _lambda(reader: Reader, node: Any, scope: Scope) -> Any:
    return Function(node, scope, reader.module.path)


def _named(reader: Reader, node: Any, scope: Scope) -> Any:
    scope.names[node.target.id] = value = evaluate(reader, node.value, scope)
    return value


def _inner(reader: Reader, node: Any, scope: Scope) -> Any:
    return evaluate(reader, node.value, scope)


EXPRESSIONS: dict[type, Callable[[Reader, Any, Scope], Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.JoinedStr: _text,
    ast.BinOp: _binary,
    ast.BoolOp: _joined,
    ast.UnaryOp: _unary,
    ast.IfExp: _either,
    ast.Compare: questions.compared,
    ast.Tuple: _items(tuple),
    ast.List: _items(list),
    ast.Set: _items(set),
    ast.Dict: _dict,
    ast.Subscript: _subscript,
    ast.Lambda: _lambda,
    ast.NamedExpr: _named,
    ast.Await: _inner,
    ast.Yield: yielded,
    ast.YieldFrom: yielded,
    ast.Starred: _inner,
    ast.ListComp: comprehensions.listed,
    ast.SetComp: comprehensions.listed,
    ast.GeneratorExp: comprehensions.listed,
    ast.DictComp: comprehensions.keyed,
}


from toolkit.lint.python.calls import called  # noqa: E402 (each needs the other)

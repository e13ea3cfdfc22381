"""Every directive of `alembic.op` has its converging twin, with the same signature."""

import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest
from alembic.operations import BatchOperations, Operations

from toolkit import ensure
from toolkit.ensure.batch import Batch

# Which have no twin, and why.
EXCEPTIONS = {
    "execute": "says nothing about what is there",
    "context": "not a directive",
    "create_module_class_proxy": "not a directive",
    "f": "not a directive",
    "get_bind": "not a directive",
    "get_context": "not a directive",
    "implementation_for": "not a directive",
    "inline_literal": "not a directive",
    "invoke": "not a directive",
    "register_operation": "not a directive",
    "run_async": "not a directive",
}
# What the field calls them without the word that all of them share.
NOUNS = re.compile(r"_constraint$")
OTHERWISE = {"bulk_insert": "rows", "drop_constraint": "no_constraint"}


def twin(name: str) -> str:
    """create_X and add_X are X, drop_X is no_X; the rest keep their names."""
    if name in OTHERWISE:
        return OTHERWISE[name]
    verb, _, noun = name.partition("_")
    if verb in ("create", "add"):
        return NOUNS.sub("", noun)
    return f"no_{noun}" if verb == "drop" else name


def directives(of: type[Operations | BatchOperations]) -> list[str]:
    public = {name for name in dir(of) if not name.startswith("_") and callable(getattr(of, name))}
    within = {"batch_alter_table"} if of is BatchOperations else set()
    return sorted(public - EXCEPTIONS.keys() - within)


def parameters(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    found = dict(inspect.signature(function).parameters)
    found.pop("self", None)
    return found


@pytest.mark.parametrize("name", directives(Operations))
def test_every_directive_has_its_twin(name: str) -> None:
    ours = getattr(ensure, twin(name))
    assert twin(name) in ensure.__all__
    wanted, given = parameters(getattr(Operations, name)), parameters(ours)
    assert list(wanted)[: len(wanted)] == [one for one in given if one in wanted]
    for parameter, one in wanted.items():
        assert given[parameter].kind == one.kind, parameter
        assert given[parameter].default == one.default or "immutabledict" in repr(one.default)


@pytest.mark.parametrize("name", directives(BatchOperations))
def test_every_directive_of_a_batch_has_its_twin(name: str) -> None:
    ours = getattr(Batch, twin(name))
    wanted, given = parameters(getattr(BatchOperations, name)), parameters(ours)
    positional = [
        one.kind for one in wanted.values() if one.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    ]
    assert [
        one.kind for one in given.values() if one.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    ] == positional


def test_every_exception_is_one() -> None:
    assert EXCEPTIONS.keys() <= set(dir(Operations))
    assert not hasattr(ensure, "execute")

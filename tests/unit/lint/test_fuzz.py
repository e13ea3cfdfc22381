"""Whatever stands in a file: findings, or one more that is too complex; no crash, no hang."""

import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.unit.lint import hostile
from tests.unit.lint.programs import PROGRAMS, grafted
from tests.unit.lint.sql.statements_twice import CONVERGE, MISBEHAVE
from toolkit.lint.examples import source
from toolkit.lint.fixes.apply import parses
from toolkit.lint.fixes.mending import mended
from toolkit.lint.linter import lint
from toolkit.lint.project import Project
from toolkit.lint.python.files import Files
from toolkit.lint.rules import RULES
from toolkit.lint.source import Source
from toolkit.lint.workers import Checked, check_all

SECONDS = 60
"""For what takes a tenth of it on an idle machine."""
PROJECT = Project(downgrade=True)
EXAMPLES = [
    source(body, one).replace("upgrade()", f"{function}()")
    for function in ("upgrade", "downgrade")
    for rule in RULES
    for one in rule.EXAMPLES
    for body in (one.bad, one.good)
    if body
]
STATEMENTS = sorted({*MISBEHAVE, *CONVERGE})
TOKENS = sorted({word for one in STATEMENTS for word in one.split()} | set("();,.'\"$:%-*/{}"))


def checked(data: bytes) -> Checked:
    """By the same way as every file."""
    ((_, found),) = check_all([(Source("/nowhere/b2.py", "b2.py", data), PROJECT)])
    return found


def survives(data: bytes) -> Checked:
    began = time.monotonic()
    found = checked(data)
    assert found.bug == ""
    assert time.monotonic() - began < SECONDS
    return found


def fixed(text: str) -> str:
    again = partial(lint, Path("b2.py"), PROJECT, RULES, files=Files())
    return mended(text, lambda text: again(text=text).findings).text


def said(found: Checked) -> bool:
    return bool(found.findings or found.unread)


@pytest.mark.parametrize("name", hostile.DEEP)
def test_too_deep(name: str) -> None:
    survives(hostile.DEEP[name].encode())


@pytest.mark.parametrize("name", hostile.WITHOUT_END)
def test_without_end(name: str) -> None:
    survives(hostile.WITHOUT_END[name].encode("utf-8", "surrogatepass"))


@pytest.mark.full
@pytest.mark.parametrize("name", hostile.LONG)
def test_too_long(name: str) -> None:
    survives(hostile.LONG[name].encode())


@pytest.mark.parametrize(
    "name", ["terms", "terms above", "terms before the revision", "texts", "calls", "not"]
)
def test_what_is_not_read_is_said(name: str) -> None:
    assert said(survives(hostile.DEEP[name].encode()))


def test_what_follows_is_read_all_the_same() -> None:
    found = survives(hostile.DEEP["terms above"].encode())
    assert {"drop-table", "unread"} <= {one.rule for one in found.findings} or found.unread


def test_helpers_that_import_each_other(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("from two import *\nimport two\nimport one\nx = two.y\n")
    (tmp_path / "two.py").write_text("from one import x\nimport one\ny = one.x\nraise x\n")
    text = hostile.upgrade("op.drop_table(one.x)", head="import one\nfrom two import y\n")
    path = tmp_path / "b2.py"
    found = lint(path, Project(), RULES, files=Files(), text=text)
    assert found.findings


@given(st.binary(max_size=300))
def test_bytes(data: bytes) -> None:
    survives(data)


@given(st.sampled_from(EXAMPLES), st.data())
def test_truncated(text: str, data: st.DataObject) -> None:
    survives(text[: data.draw(st.integers(0, len(text)))].encode())


@given(st.sampled_from(EXAMPLES), st.data())
def test_mutated(text: str, data: st.DataObject) -> None:
    """Pieces of one in another."""
    other = data.draw(st.sampled_from(EXAMPLES))
    begin, end, first, last = (data.draw(st.integers(0, len(text))) for _ in range(4))
    survives((text[: min(begin, end)] + other[first:last] + text[max(begin, end) :]).encode())


@given(st.lists(st.sampled_from(EXAMPLES), min_size=3, max_size=3), st.integers(0))
def test_grafted(texts: list[str], seed: int) -> None:
    """Pieces of two in a third, which is Python all the same; and its fixes."""
    text = grafted(texts, seed)
    assume(parses(text))
    survives(text.encode())
    assert parses(fixed(text))


@given(PROGRAMS)
def test_random_python(body: str) -> None:
    text = source(body)
    assume(parses(text))
    survives(text.encode())


@given(st.lists(st.sampled_from(TOKENS), max_size=30).map(" ".join))
def test_random_sql(text: str) -> None:
    survives(source(f"op.execute({text!r})").encode())


@given(st.sampled_from(STATEMENTS), st.sampled_from(STATEMENTS), st.data())
def test_mutated_sql(one: str, other: str, data: st.DataObject) -> None:
    cut, begin = data.draw(st.integers(0, len(one))), data.draw(st.integers(0, len(other)))
    survives(source(f"op.execute({one[:cut] + other[begin:]!r})").encode())


@given(st.lists(st.sampled_from(EXAMPLES), min_size=2, max_size=2), st.data())
def test_fixes_of_what_was_mutated(texts: list[str], data: st.DataObject) -> None:
    """None fails, and what was Python still is."""
    one, other = (text.splitlines(keepends=True) for text in texts)
    cut = data.draw(st.integers(0, len(one)))
    text = "".join(one[:cut] + other[data.draw(st.integers(0, len(other))) :])
    assume(parses(text))
    assert parses(fixed(text))


@pytest.mark.parametrize("name", [*hostile.DEEP, *hostile.WITHOUT_END])
def test_fixes_of_what_is_hostile(name: str) -> None:
    text = (hostile.DEEP | hostile.WITHOUT_END)[name]
    after = fixed(text)
    assert after == text or parses(after)

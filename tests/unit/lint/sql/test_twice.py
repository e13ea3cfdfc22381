"""Statements run twice on paper, against what PostgreSQL did with them."""

import pytest

from tests.unit.lint.sql.statements_twice import CONVERGE, MISBEHAVE
from toolkit.lint.events import Came
from toolkit.lint.run import Run
from toolkit.lint.sql.read import read


def twice(text: str) -> Run:
    run = Run()
    run.sql = text
    run.do_all(read(text))
    run.again()
    run.do_all(read(text))
    return run


@pytest.mark.parametrize("text", MISBEHAVE)
def test_misbehaves(text: str) -> None:
    run = twice(text)
    assert any(one.misbehaves for one in run.events)


@pytest.mark.parametrize("text", CONVERGE)
def test_converges(text: str) -> None:
    run = twice(text)
    assert [one.effect for one in run.events if one.misbehaves] == []


@pytest.mark.parametrize("text", MISBEHAVE + CONVERGE)
def test_works_at_first(text: str) -> None:
    run = twice(text)
    assert run.blind == []
    assert [one.effect for one in run.events if one.first is Came.FAILS] == []

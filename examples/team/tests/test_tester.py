"""The verdict is that of the plan's own tests."""

from pathlib import Path

import pytest
from team import repository, tester
from team.work import Item

TESTS = """\
import unittest
from units.double import double

class Test(unittest.TestCase):
    def test_of_two(self):
        self.assertEqual(double(2), 4)
"""
ITEM = Item(name="double", specification="double(value): twice", tests=TESTS)
GOOD = "def double(value):\n    return 2 * value\n"


@pytest.fixture(autouse=True)
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAM_HOME", str(tmp_path))
    repository.make()


def verdict(**files: str) -> tester.Tested:
    paths = {name.replace("__", "/") + ".py": text for name, text in files.items()}
    commit = repository.commit("w1", repository.main(), "b", paths, "Do it", 1)
    return tester.verdict(ITEM, commit)


def test_what_is_right_passes() -> None:
    assert verdict(units__double=GOOD).passed


def test_what_is_wrong_is_told_the_same_way_twice() -> None:
    bad = GOOD.replace("2", "3")
    assert "AssertionError: 6 != 4" in verdict(units__double=bad).report
    assert verdict(units__double=bad) == verdict(units__double=bad)


@pytest.mark.parametrize("trick", ["import os; os._exit(0)", "import sys; sys.exit(0)"])
def test_a_module_that_ends_the_tests_fails_them(trick: str) -> None:
    assert not verdict(units__double=f"{trick}\n{GOOD}").passed


def test_no_other_file_of_a_coder_is_there() -> None:
    bad = GOOD.replace("2", "3")
    weak = "print('\\nRan 1 test in 0.000s\\n\\nOK')\n"
    assert not verdict(units__double=bad, tests__test_double=weak, unittest=weak).passed

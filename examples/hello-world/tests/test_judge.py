"""Passed is what passed, whatever an exit code says."""

import asyncio

import pytest
from hello_world.judge import PASSED, what_tests_say

GOOD = """
import unittest
from a import one
class T(unittest.TestCase):
    def test(self):
        self.assertEqual(one(), 1)
"""
SKIPPED = GOOD.replace("    def test", "    @unittest.skip('no')\n    def test")
ONE = "def one(): return 1"


def said(**files: str) -> str:
    return asyncio.run(what_tests_say({f"{name}.py": text for name, text in files.items()}, ""))


def test_passed() -> None:
    assert said(a=ONE, test_a=GOOD) == PASSED


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"a": "def one(): return 2", "test_a": GOOD}, "AssertionError: 2 != 1"),
        ({"a": f"{ONE}\nimport os; os._exit(0)", "test_a": GOOD}, "no proof"),
        ({"a": f"{ONE}\nprint('passed'); raise SystemExit(0)", "test_a": GOOD}, ""),
        ({"a": ONE, "test_a": SKIPPED}, "no proof"),
        ({"a": ONE}, "no proof"),
        ({"a": ONE, "test_a": GOOD.replace("1)", "2)"), "unittest": "1/0"}, "1 != 2"),
        ({"a": "def one(:", "test_a": GOOD}, "SyntaxError"),
    ],
)
def test_not_passed(files: dict[str, str], why: str) -> None:
    first, *_ = said(**files).splitlines()
    assert first.startswith("failed: ")
    assert why in first


def test_the_same_failure_has_the_same_words() -> None:
    wrong = {"a": "def one(): return object()", "test_a": GOOD}
    assert said(**wrong) == said(**wrong)

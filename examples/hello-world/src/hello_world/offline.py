"""A model without a network that can do one thing, a slugify: it plans, errs, reads and repairs.

It follows no script. Each turn is decided by what the tools have returned so far, and by nothing
else, so that it goes on after a kill: what it has learned stands in the failures that it was shown.
"""

import re
from collections.abc import Iterator, Sequence

from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart, ToolReturnPart
from pydantic_ai.models.function import AgentInfo

TESTS = """\
import unittest

from slugify import slugify


class Slugify(unittest.TestCase):
    def test_lower_case(self):
        self.assertEqual(slugify("Hello"), "hello")

    def test_one_hyphen_between_words(self):
        self.assertEqual(slugify("Hello,  World"), "hello-world")

    def test_none_at_the_ends(self):
        self.assertEqual(slugify("Hello!"), "hello")
"""


def respond(messages: list[ModelMessage], _: AgentInfo) -> ModelResponse:
    """The next turn: what is still missing, in the order in which one works."""
    done = list(_returns(messages))
    names = [part.tool_name for part in done]
    if "plan" not in names:
        return _call("plan", steps=["write slugify", "write its tests", "run them", "repair"])
    failed = [str(part.content) for part in done if part.tool_name == "run_tests"]
    lessons = {lesson for said in failed for lesson in read(said)}
    if failed and failed[-1] == "passed":
        return ModelResponse([TextPart("Add slugify, with its tests")])
    if failed and not read(failed[-1]):
        return ModelResponse([TextPart("I cannot read this failure")])
    if names.count("write_file") < 1 or (failed and names[-1] == "run_tests"):
        return _call("write_file", name="slugify.py", text=code(lessons))
    if names.count("write_file") < 2:
        return _call("write_file", name="test_slugify.py", text=TESTS)
    return _call("run_tests")


def read(failure: str) -> set[str]:
    """What a failure teaches: how what came differs from what should have."""
    found = re.findall(r"AssertionError: '(.*)' != '(.*)'", failure)
    runs = {"runs" for came, meant in found if "--" in came.strip("-") and "--" not in meant}
    return runs | {"ends" for came, meant in found if came.strip("-") != came and meant}


def code(lessons: set[str]) -> str:
    """The module. The first try is naive: each character that is no letter becomes a hyphen."""
    some = "[^a-z0-9]+" if "runs" in lessons else "[^a-z0-9]"
    ends = '.strip("-")' if "ends" in lessons else ""
    body = f're.sub(r"{some}", "-", title.lower()){ends}'
    return f"import re\n\n\ndef slugify(title: str) -> str:\n    return {body}\n"


def _returns(messages: Sequence[ModelMessage]) -> Iterator[ToolReturnPart]:
    for message in messages:
        yield from (part for part in message.parts if isinstance(part, ToolReturnPart))


def _call(tool: str, **arguments: object) -> ModelResponse:
    return ModelResponse([ToolCallPart(tool, arguments)])

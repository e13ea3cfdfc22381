"""The offline model decides by what the tools return: other returns, other turns."""

import re

import pytest
from hello_world.offline import code, read, respond
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.models.function import AgentInfo

INFO = AgentInfo(
    function_tools=[],
    allow_text_output=True,
    output_tools=[],
    model_settings=None,
    model_request_parameters=ModelRequestParameters(),
    instructions=None,
)
RUNS = "AssertionError: 'a---b' != 'a-b'"
ENDS = "AssertionError: 'a-' != 'a'"


def turn(*returned: tuple[str, str]) -> ToolCallPart | TextPart:
    """The model's next turn after tools have returned this."""
    messages: list[ModelMessage] = []
    for number, (tool, said) in enumerate(returned):
        messages.append(ModelResponse([ToolCallPart(tool, {}, tool_call_id=str(number))]))
        messages.append(ModelRequest([ToolReturnPart(tool, said, tool_call_id=str(number))]))
    (part,) = respond(messages, INFO).parts
    assert isinstance(part, ToolCallPart | TextPart)
    return part


BEGUN = (("plan", ""), ("write_file", ""), ("write_file", ""))


@pytest.mark.parametrize(("failure", "lessons"), [(RUNS, {"runs"}), (ENDS, {"ends"}), ("", set())])
def test_what_a_failure_teaches(failure: str, lessons: set[str]) -> None:
    assert read(failure) == lessons


@pytest.mark.parametrize("failure", [RUNS, ENDS])
def test_another_failure_another_repair(failure: str) -> None:
    repaired = turn(*BEGUN, ("run_tests", failure))
    assert isinstance(repaired, ToolCallPart)
    assert repaired.args_as_dict() == {"name": "slugify.py", "text": code(read(failure))}


def test_after_a_repair_the_tests_are_run_again() -> None:
    after = turn(*BEGUN, ("run_tests", RUNS), ("write_file", ""))
    assert isinstance(after, ToolCallPart)
    assert after.tool_name == "run_tests"


def test_what_it_cannot_read_it_does_not_repair() -> None:
    assert isinstance(turn(*BEGUN, ("run_tests", "failed: it ran for more than 10 s")), TextPart)


def test_the_first_try_is_wrong_and_both_repairs_make_it_right() -> None:
    def slugs(lessons: set[str]) -> list[str]:
        found: dict[str, object] = {}
        exec(code(lessons), found)
        slugify = found["slugify"]
        assert callable(slugify)
        return [slugify(title) for title in ("Hello,  World", "Hello!")]

    assert slugs(set()) == ["hello---world", "hello-"]
    assert slugs({"runs", "ends"}) == ["hello-world", "hello"]
    assert re.search("strip", code({"runs"})) is None

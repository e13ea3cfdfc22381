"""The offline model answers to what it reads."""

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.models.function import AgentInfo
from pydantic_ai.tools import ToolDefinition
from team import offline

INFO = AgentInfo(
    function_tools=[],
    allow_text_output=False,
    output_tools=[ToolDefinition(name="answer")],
    model_settings=None,
    model_request_parameters=ModelRequestParameters(),
    instructions=None,
)
TASK = "miles_to_kilometres(value) turns miles to kilometres: times 1.609344"


def prompt(text: str) -> ModelMessage:
    return ModelRequest([UserPromptPart(text)])


def recalled(lessons: list[str]) -> ModelMessage:
    return ModelRequest([ToolReturnPart("recall", lessons, tool_call_id="1")])


def call(response: ModelResponse) -> ToolCallPart:
    (part,) = response.parts
    assert isinstance(part, ToolCallPart)
    return part


def written(text: str, lessons: list[str]) -> str:
    return str(call(offline.code([prompt(text), recalled(lessons)], INFO)).args_as_dict()["text"])


def test_a_coder_asks_the_memory_first() -> None:
    assert call(offline.code([prompt(TASK)], INFO)).tool_name == "recall"


def test_a_lesson_spares_a_review() -> None:
    assert '"""' not in written(TASK, [])
    assert '"""' in written(TASK, [offline.LESSON])


def test_a_refusal_is_mended() -> None:
    hasty = "gallons_to_litres(value) turns gallons to litres: times 4.54609"
    name = next(one for one in offline.FACTORS if len(one) % 3 == 0)
    hasty = str(offline._item(name, offline.FACTORS[name])["specification"])
    assert " / " in written(hasty, [])
    assert " * " in written(f"{hasty}\n\nRefused before:\nAssertionError: 2 != 3", [])


def test_a_reviewer_looks_for_a_docstring() -> None:
    bare, good = "+def f(x):\n+    return x\n", '+def f(x):\n+    """Say x."""\n'
    assert call(offline.review([prompt(bare)], INFO)).args_as_dict()["approved"] is False
    assert call(offline.review([prompt(good)], INFO)).args_as_dict()["approved"] is True

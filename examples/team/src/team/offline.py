"""The offline model: no key, no network. It reads what it is told and answers to that.

It has a beginner's habits: no docstring until a review or a lesson asks for one, and now and then
the wrong way round until a failing test says so. All it knows stands in the messages, so a worker
that takes over from a dead one goes on as that would have.
"""

import re
from collections.abc import Callable
from itertools import pairwise

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models.function import AgentInfo, FunctionModel

FACTORS = {
    "miles to kilometres": 1.609344, "yards to metres": 0.9144, "feet to metres": 0.3048,
    "inches to centimetres": 2.54, "nautical miles to kilometres": 1.852,
    "acres to hectares": 0.40468564224, "pounds to kilograms": 0.45359237,
    "ounces to grams": 28.349523125, "stones to kilograms": 6.35029318,
    "carats to grams": 0.2, "pints to litres": 0.56826125, "gallons to litres": 4.54609,
    "barrels to litres": 158.987294928, "knots to metres per second": 0.514444444444,
    "hours to seconds": 3600.0, "days to hours": 24.0, "weeks to days": 7.0,
    "calories to joules": 4.184, "horsepower to watts": 745.69987158227022,
    "bars to pascals": 100000.0,
}  # fmt: skip

TESTS = """\
import unittest

from units.{name} import {name}


class Test(unittest.TestCase):
    def test_of_one(self):
        self.assertAlmostEqual({name}(1), {factor})

    def test_of_many(self):
        self.assertAlmostEqual({name}(12.5), {many})
"""
CODE = "def {name}(value: float) -> float:\n{docstring}    return value {sign} {factor}\n"
DOCSTRING = '    """{docstring}."""\n'
LESSON = "A public function needs a docstring that says what it takes and what it gives"


def plan(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """An item for each conversion that the request names."""
    asked = [part.strip(" .").lower() for part in _prompt(messages).splitlines()[-1].split(",")]
    unknown = [one for one in asked if one not in FACTORS]
    if unknown:
        raise ValueError(f"the offline model knows nothing of {', '.join(unknown)};"
                         f" it knows {', '.join(FACTORS)}")  # fmt: skip
    return _answer(info, items=[_item(one, FACTORS[one]) for one in asked])


def _item(conversion: str, factor: float) -> dict[str, str]:
    name = conversion.replace(" ", "_")
    return {
        "name": name,
        "specification": f"{name}(value) turns {conversion}: times {factor!r}",
        "tests": TESTS.format(name=name, factor=factor, many=12.5 * factor),
    }


def code(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """First asks the memory, then writes what prompt and memory say."""
    lessons = _returned(messages, "recall")
    prompt = _prompt(messages)
    if lessons is None:
        return ModelResponse([ToolCallPart("recall", {"question": prompt})])
    name, what, factor = re.findall(r"(\w+)\(value\) turns ([\w ]+): times ([\d.e+-]+)", prompt)[-1]
    careful = "docstring" in prompt or "docstring" in lessons
    hasty = len(name) % 3 == 0 and "AssertionError" not in prompt
    docstring = DOCSTRING.format(docstring=f"Turn {what}") if careful else ""
    text = CODE.format(name=name, docstring=docstring, sign="/*"[not hasty], factor=factor)
    return _answer(info, text=text, message=f"Turn {what}")


def review(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """Approves what has a docstring."""
    added = [line for line in _prompt(messages).splitlines() if line.startswith("+")]
    pairs = pairwise([*added, ""])
    bare = [one for one, after in pairs if one.startswith("+def ") and '"""' not in after]
    if bare:
        return _answer(info, approved=False, notes=f"{LESSON}: {bare[0][1:]}", lesson=LESSON)
    return _answer(info, approved=True, notes="Short, and does what it says")


def model(answer: Callable[[list[ModelMessage], AgentInfo], ModelResponse]) -> FunctionModel:
    return FunctionModel(answer, model_name=f"offline-{answer.__name__}")


def _answer(info: AgentInfo, **fields: object) -> ModelResponse:
    """The agent's structured output: a call of its output tool."""
    return ModelResponse([ToolCallPart(info.output_tools[0].name, fields)])


def _parts(messages: list[ModelMessage]) -> list[object]:
    return [part for one in messages if isinstance(one, ModelRequest) for part in one.parts]


def _prompt(messages: list[ModelMessage]) -> str:
    parts = (part for part in _parts(messages) if isinstance(part, UserPromptPart))
    return "\n".join(str(part.content) for part in parts)


def _returned(messages: list[ModelMessage], tool: str) -> str | None:
    """What a tool gave back, or None where it was not called yet."""
    parts = (part for part in _parts(messages) if isinstance(part, ToolReturnPart))
    return next((str(part.content) for part in parts if part.tool_name == tool), None)

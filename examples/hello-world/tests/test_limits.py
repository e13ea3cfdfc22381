"""Where a run stops: each limit, met by a model that knows no end."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hello_world.hello import LIMITS, ROUNDS, StopError, Task, agent
from pydantic_ai.exceptions import UsageLimitExceeded
from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

TESTS = "import unittest\nclass T(unittest.TestCase):\n    def test(self): import a; {}"


def call(tool: str, **arguments: object) -> ModelResponse:
    return ModelResponse([ToolCallPart(tool, arguments)])


def run(room: Path, turn: Callable[[int], ModelResponse]) -> None:
    """One agent run, with a model that only counts its turns."""

    def respond(messages: list[ModelMessage], _: AgentInfo) -> ModelResponse:
        return turn(sum(isinstance(message, ModelResponse) for message in messages))

    task = Task(room, "", "", "")
    with agent.override(model=FunctionModel(respond)):
        asyncio.run(agent.run("go on", deps=task, usage_limits=LIMITS))


def names(room: Path) -> list[str]:
    lines = (room / "trajectory.jsonl").read_text().splitlines()
    return [json.loads(line)["name"] for line in lines]


def test_the_same_failure_twice(room: Path) -> None:
    with pytest.raises(StopError, match="the same failure twice"):
        run(room, lambda _: call("run_tests"))
    assert names(room) == ["run_tests", "run_tests"]


def test_another_failure_each_time(room: Path) -> None:
    def turn(number: int) -> ModelResponse:
        if number == 0:
            return call("write_file", name="test_a.py", text=TESTS.format("raise a.E"))
        if number % 2:
            return call("write_file", name="a.py", text=f"E = ValueError({number})")
        return call("run_tests")

    with pytest.raises(StopError, match=f"failed {ROUNDS} times"):
        run(room, turn)
    assert names(room).count("run_tests") == ROUNDS


def test_talk_without_end(room: Path) -> None:
    with pytest.raises(UsageLimitExceeded, match="request_limit of 16"):
        run(room, lambda number: call("plan", steps=[str(number)]))
    assert names(room) == ["plan"] * 16


def test_calls_without_end(room: Path) -> None:
    many = ModelResponse([ToolCallPart("plan", {"steps": ["x"]}) for _ in range(17)])
    with pytest.raises(UsageLimitExceeded, match="tool_calls_limit of 16"):
        run(room, lambda _: many)


def test_words_without_end(room: Path) -> None:
    with pytest.raises(UsageLimitExceeded, match="output_tokens_limit of 20000"):
        run(room, lambda _: call("plan", steps=["word " * 30_000]))

"""The librarian is held against its notes; a model that makes things up is not believed."""

import asyncio

import pytest
from librarian.librarian import agent, ask, read_note
from pydantic_ai.exceptions import UnexpectedModelBehavior
from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

FRAMES = "How much did the ten frames cost?"


def liar(_: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """Reads nothing, and knows everything."""
    said = {"text": "They cost 40 euros.", "quote": "ten frames for 40 euros"}
    return ModelResponse([ToolCallPart(info.output_tools[0].name, said)])


@pytest.mark.skipif("not os.environ.get('DATABASE_URL')", reason="no DATABASE_URL")
def test_an_answer_says_where_it_stands() -> None:
    found = asyncio.run(ask(FRAMES))
    assert "38 euros" in found.answer.quote
    assert found.source == "read_note frames.md"


@pytest.mark.skipif("not os.environ.get('DATABASE_URL')", reason="no DATABASE_URL")
def test_what_the_notes_do_not_say_it_does_not_know() -> None:
    found = asyncio.run(ask("Who paints the boxes?"))
    assert (found.answer.text, found.source) == ("The notes do not say.", "")


def test_a_program_that_fails_is_repaired() -> None:
    found = asyncio.run(ask("What did it cost in all?"))
    assert found.answer.text == "In all: 132.3"
    assert found.source.startswith("compute")


def test_what_is_made_up_is_no_answer() -> None:
    with agent.override(model=FunctionModel(liar)), pytest.raises(UnexpectedModelBehavior):
        asyncio.run(ask(FRAMES))


def test_no_other_file_is_a_note() -> None:
    for name in ("../pyproject.toml", "/etc/hostname", "nothing.md", ".."):
        assert asyncio.run(read_note(name)) == "there is no such note"

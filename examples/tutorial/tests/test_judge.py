"""Word for word, and only what a tool has said."""

from typing import Literal

import pytest
from librarian.judge import source
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
)


def messages(tool: str, outcome: Literal["success", "retried"] = "success") -> list[ModelMessage]:
    """A model that says something, calls a tool, and is told something."""
    said = [TextPart("Only I say this."), ToolCallPart(tool, {"name": "a.md"}, "1")]
    back = ToolReturnPart(tool, "One two\nthree four.", "1", outcome=outcome)
    return [ModelResponse(said), ModelRequest([back])]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("two three", "read_note a.md"),
        ("two  three four.", "read_note a.md"),
        ("Two three", ""),
        (" ", ""),
        ("One … four.", ""),
        ("Only I say this.", ""),
    ],
)
def test_which_call_returned_it(quote: str, found: str) -> None:
    assert source(quote, messages("read_note")) == found


def test_what_is_no_source_proves_nothing() -> None:
    assert source("One two", messages("search_notes")) == ""
    assert source("One two", messages("read_note", "retried")) == "", "it repeats what was said"

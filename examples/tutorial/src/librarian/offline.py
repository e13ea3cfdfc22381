"""A model without a network: each turn comes of what it is asked and of what tools returned."""

import re
from collections.abc import Iterator, Sequence

from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart, UserPromptPart
from pydantic_ai.models.function import AgentInfo

from librarian.calls import returned

PLAIN = set("a all did do does for have in how is it many much the to what when which who".split())


def respond(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """The next turn: list the notes, read until one has what is asked for, answer."""
    wanted = words(asked(messages))
    listed = [names for _, names in returned(messages, "list_notes")]
    if not listed:
        return call("list_notes")
    read = [said for _, said in returned(messages, "read_note")]
    best = max(sentences(read), key=lambda one: len(wanted & words(one)), default="")
    common = len(wanted & words(best))
    if common < len(wanted) and len(read) < len(listed[0].splitlines()):
        return call("read_note", name=listed[0].splitlines()[len(read)])
    found = best if common * 2 > len(wanted) else ""
    answer = info.output_tools[0].name
    quote = found if called(messages, answer) else short(found)  # it came back: it was refused
    return call(answer, text=found or "The notes do not say.", quote=quote)


def asked(messages: Sequence[ModelMessage]) -> str:
    """The question, word for word."""
    parts = (part for message in messages for part in message.parts)
    return next(str(part.content) for part in parts if isinstance(part, UserPromptPart))


def called(messages: Sequence[ModelMessage], tool: str) -> bool:
    """Whether the model has called it before."""
    parts = (part for message in messages for part in message.parts)
    return any(isinstance(part, ToolCallPart) and part.tool_name == tool for part in parts)


def words(text: str) -> set[str]:
    """Those of a text that carry its meaning."""
    return set(re.findall(r"\w+", text.lower())) - PLAIN


def sentences(texts: Sequence[str]) -> Iterator[str]:
    """Of all the notes, as long as they are, without line breaks."""
    for text in texts:
        for paragraph in text.split("\n\n"):
            yield from re.split(r"(?<=\.) ", " ".join(paragraph.split()))


def short(sentence: str) -> str:
    """As people quote: how it begins, and how it ends."""
    return " … ".join([sentence[:12], sentence[-12:]]) if len(sentence) > 30 else sentence


def call(tool: str, **arguments: str) -> ModelResponse:
    return ModelResponse([ToolCallPart(tool, arguments)])

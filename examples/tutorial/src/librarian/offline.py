"""A model without a network: each turn comes of what it is asked and of what tools returned."""

import re
from collections.abc import Iterator, Sequence

from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart, UserPromptPart
from pydantic_ai.models.function import AgentInfo

from librarian.calls import returned

PLAIN = set("a all did do does for have in how is it many much the to what when which who".split())


PROGRAM = """
import pathlib, re
total = 0
for path in pathlib.Path("notes").glob("*.md"):
    for line in path.read_text().splitlines():
        if line.split(":")[0].lower() in {labels}:
            total += float({number})
print(f"In all: {{total:g}}")
"""
NAIVE, CAREFUL = 'line.split(":")[1]', r're.search(r"[\d.]+", line)[0]'


def respond(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """The next turn: search the notes, read until one has what is asked for, answer."""
    wanted = words(asked(messages))
    if "in all" in asked(messages):
        return total(messages, info, wanted)
    listed = [names for _, names in returned(messages, "search_notes")]
    if not listed:
        return call("search_notes", question=asked(messages))
    read = [said for _, said in returned(messages, "read_note")]
    best = max(sentences(read), key=lambda one: len(wanted & words(one)), default="")
    common = len(wanted & words(best))
    if common < len(wanted) and len(read) < len(listed[0].splitlines()):
        return call("read_note", name=listed[0].splitlines()[len(read)])
    found = best if common * 2 > len(wanted) else ""
    answer = info.output_tools[0].name
    quote = found if called(messages, answer) else short(found)  # it came back: it was refused
    return call(answer, text=found or "The notes do not say.", quote=quote)


def total(messages: list[ModelMessage], info: AgentInfo, labels: set[str]) -> ModelResponse:
    """Add up what stands behind a label, such as `Cost: 38`: by a program, repaired if it fails."""
    answer = info.output_tools[0].name
    for _, said in returned(messages, "compute"):
        return call(answer, text=said.strip(), quote=said.strip())
    failed = [said for _, said in returned(messages, "compute", outcome="retried")]
    if failed and "could not convert string to float" not in failed[-1]:
        return call(answer, text="I cannot read this failure.", quote="")
    number = CAREFUL if failed else NAIVE
    return call("compute", program=PROGRAM.format(labels=sorted(labels), number=number))


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

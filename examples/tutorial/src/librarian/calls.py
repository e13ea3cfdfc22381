"""What tools were called for, and what they returned, as the messages have it."""

from collections.abc import Iterator, Sequence

from pydantic_ai.messages import ModelMessage, ToolCallPart, ToolReturnPart


def returned(
    messages: Sequence[ModelMessage], tool: str = ""
) -> Iterator[tuple[ToolCallPart, str]]:
    """Each call of the tool, or of any, that succeeded, with its result as text."""
    calls: dict[str, ToolCallPart] = {}
    for part in (part for message in messages for part in message.parts):
        if isinstance(part, ToolCallPart):
            calls[part.tool_call_id] = part
        if not isinstance(part, ToolReturnPart) or part.outcome != "success":
            continue
        if tool in ("", part.tool_name):
            yield calls[part.tool_call_id], str(part.content)

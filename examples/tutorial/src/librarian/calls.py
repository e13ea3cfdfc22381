"""What tools were called for, and what they returned, as the messages have it."""

from collections.abc import Iterator, Sequence

from pydantic_ai.messages import ModelMessage, ToolCallPart, ToolReturnPart


def returned(
    messages: Sequence[ModelMessage], *tools: str, outcome: str = "success"
) -> Iterator[tuple[ToolCallPart, str]]:
    """Each call of one of the tools that succeeded (or was `retried`), with its result as text."""
    calls: dict[str, ToolCallPart] = {}
    for part in (part for message in messages for part in message.parts):
        match part:
            case ToolCallPart():
                calls[part.tool_call_id] = part
            case ToolReturnPart() if part.outcome == outcome and part.tool_name in tools:
                yield calls[part.tool_call_id], str(part.content)

"""Whether an answer is proven. It believes the record of what tools returned, and no model."""

from collections.abc import Sequence

from pydantic_ai.messages import ModelMessage

from librarian.calls import returned

SOURCES = ("read_note", "compute")


def source(quote: str, messages: Sequence[ModelMessage]) -> str:
    """Which call of a source returned these words, word for word; "" if none did."""
    for call, said in returned(messages, *SOURCES):
        if plain(quote) and plain(quote) in plain(said):
            return " ".join([call.tool_name, *map(str, call.args_as_dict().values())])
    return ""


def plain(text: str) -> str:
    """Without what only lays it out."""
    return " ".join(text.split())

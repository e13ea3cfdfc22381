"""SQL read by PostgreSQL's own parser."""

from collections.abc import Sequence

from toolkit.lint.effects import Asked, Blind, Instruction, Unclear


def read(text: str) -> Sequence[Instruction]:
    """What the statements of a text do; not read yet, and said so."""
    return [Blind("SQL is not read yet", 0, len(text))]


def asked(text: str) -> Asked:
    """What a query asks, in so far as its rows are a yes or a no."""
    return Unclear(of_data=bool(text))

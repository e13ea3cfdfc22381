"""Text to statements, by PostgreSQL's own parser: the only place that calls it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pgparse

from toolkit.lint.effects import Blind
from toolkit.lint.sql.limits import too_complex
from toolkit.lint.sql.nodes import Node, only
from toolkit.lint.sql.tokens import begin, pieces, without_parameters

TOO_COMPLEX = "too complex"


@dataclass(frozen=True)
class Statement:
    """One statement: its kind, what the parser made of it, and where it stands, in characters."""

    kind: str
    node: Node
    offset: int
    length: int


class CannotParseError(Exception):
    """PostgreSQL's own words, or that it is too complex."""


def statements(text: str) -> list[Statement | Blind]:
    """Of everything in the text; what cannot be parsed does not hide the rest."""
    try:
        return [*_parsed(text, text)]
    except CannotParseError:
        return [one for offset, piece in pieces(text) for one in _piece(offset, piece)]


def block(text: str) -> Node:
    """The PL/pgSQL of a DO statement. CannotParseError."""
    found = _call(pgparse.parse_pgsql, text)
    function: Node = found[0].get("PLpgSQL_function", {}) if found else {}
    return function


def _piece(offset: int, piece: str) -> Iterator[Statement | Blind]:
    start = begin(piece, 0)
    if start == len(piece):
        return
    clean = without_parameters(piece)
    try:
        for one in _parsed(clean, piece):
            yield Statement(one.kind, one.node, one.offset + offset, one.length)
    except CannotParseError as error:
        yield Blind(str(error), offset + start, len(piece.rstrip()) - start)


def _parsed(text: str, original: str) -> Iterator[Statement]:
    """`original` is what it was before parameters were replaced, each place the same."""
    places = _Places(text)
    for one in _call(pgparse.parse, text):
        kind, node = only(one.get("stmt", {}))
        start = one.get("stmt_location", 0)
        first = begin(text, places.character(start))
        last = places.character(start + one["stmt_len"]) if "stmt_len" in one else len(text)
        yield Statement(kind, node, first, max(0, len(original[first:last].rstrip())))


@dataclass
class _Places:
    """Characters for bytes, asked in rising order."""

    text: str
    bytes_: bytes | None = None
    byte: int = 0
    at: int = 0

    def __post_init__(self) -> None:
        self.bytes_ = None if self.text.isascii() else self.text.encode(errors="replace")

    def character(self, byte: int) -> int:
        if self.bytes_ is None:
            return byte
        if byte < self.byte:
            self.byte = self.at = 0
        self.at += len(self.bytes_[self.byte : byte].decode(errors="replace"))
        self.byte = byte
        return self.at


def _call(parser: Any, text: str) -> list[Node]:
    why = too_complex(text)
    if why is not None:
        raise CannotParseError(f"{TOO_COMPLEX}: {why}")
    try:
        found: list[Node] = parser(text)
    except pgparse.PGQueryError as error:
        raise CannotParseError(f"PostgreSQL cannot parse it: {error.message}") from None
    except RecursionError:
        raise CannotParseError(f"{TOO_COMPLEX}: nested too deeply") from None
    except (UnicodeError, ValueError) as error:
        raise CannotParseError(f"{TOO_COMPLEX}: {type(error).__name__}") from None
    return found

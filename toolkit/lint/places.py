"""Where something stands: nodes and offsets as lines and columns in characters."""

from __future__ import annotations

import ast
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from typing import Any

from toolkit.findings import Span


@dataclass
class Places:
    """Of one file. Python counts columns in bytes of UTF-8, we count characters."""

    text: str
    _ends: dict[int, tuple[int, int]] = field(default_factory=dict)
    _sources: dict[int, str] = field(default_factory=dict)

    @cached_property
    def lines(self) -> list[str]:
        """As Python counts them: a form feed begins none."""
        return list(StringIO(self.text)) or [""]

    @cached_property
    def begins(self) -> list[int]:
        """The offset of each line, in characters."""
        found, offset = [], 0
        for line in self.lines:
            found.append(offset)
            offset += len(line)
        return [*found, offset]

    def offset(self, line: int, column: int) -> int:
        """In characters from the beginning; `line` from 1, `column` in bytes from 0."""
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        characters = (
            column if text.isascii() else len(text.encode()[:column].decode("utf-8", "ignore"))
        )
        return self.begins[min(line - 1, len(self.lines))] + characters

    def ends(self, node: Any) -> tuple[int, int]:
        """The offsets where a node begins and ends."""
        found = self._ends.get(id(node))
        if found is None:
            found = self._ends[id(node)] = (
                self.offset(node.lineno, node.col_offset),
                self.offset(node.end_lineno, node.end_col_offset),
            )
        return found

    def source(self, node: ast.AST) -> str:
        found = self._sources.get(id(node))
        if found is None:
            begin, end = self.ends(node)
            found = self._sources[id(node)] = self.text[begin:end]
        return found

    def span(self, node: ast.AST, offset: int = 0, length: int = 0) -> Span:
        """Of a node; of a part of the SQL in it, where the text stands there as it is."""
        if not hasattr(node, "lineno"):
            return Span()
        begin, end = self.ends(node)
        if length and (inner := self._inner(node, begin, end)) is not None:
            begin, end = inner + offset, min(inner + offset + length, end)
        return self.between(begin, end)

    def between(self, begin: int, end: int) -> Span:
        return Span(*self._at(begin), *self._at(end))

    def _inner(self, node: ast.AST, begin: int, end: int) -> int | None:
        """Where the text of a string begins."""
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            return None
        found = self.text.find(node.value, begin, end)
        return None if found < 0 else found

    def _at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.begins, offset, hi=len(self.lines)) - 1
        return line + 1, offset - self.begins[line] + 1

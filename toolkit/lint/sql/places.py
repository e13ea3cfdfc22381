"""Where statements stand within a DO, of which the parser tells lines only."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Places:
    """`text` is the whole DO, at `offset` of the SQL."""

    text: str
    offset: int
    at: int = 0
    known: dict[int, tuple[int, int]] = field(default_factory=dict)

    def of(self, key: int, query: str) -> tuple[int, int]:
        """Offset and length of a statement; of the whole DO where it is not found. Statements are
        asked for in their order, `key` tells which it is: some are asked for again."""
        if key not in self.known:
            self.known[key] = self._find(query)
        return self.known[key]

    def _find(self, query: str) -> tuple[int, int]:
        for words in (query, query.removeprefix("SELECT "), query[:24].rstrip()):
            found = self.text.find(words, self.at) if words else -1
            if found >= 0:
                self.at = found + 1
                return self.offset + found, len(words)
        return self.offset, len(self.text)

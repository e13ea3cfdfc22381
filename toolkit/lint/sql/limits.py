"""What is too long or too deep to be parsed, measured without parsing it.

A parser that follows a chain of terms by calling itself ends the whole process where the stack
ends (from about 50,000 of them), and Python's JSON far earlier, but that with an error.
"""

from __future__ import annotations

from toolkit.lint.sql.tokens import TOKEN

MOST = 1_000_000
"""Characters."""
HARMLESS = 20_000
"""Characters in which no chain can be long enough."""
LONGEST = 2_000
"""Of a chain of terms that hang on one another."""
LINKS = frozenset(
    "union except intersect join is isnull notnull collate at case not like in between "
    "if begin loop select".split()
)
BREAKS = frozenset("and or when then values end".split())


def too_complex(text: str) -> str | None:
    """None, or what is too much."""
    if len(text) > MOST:
        return f"longer than {MOST:,} characters"
    if "\0" in text:
        return "a NUL in it"
    if len(text) > HARMLESS and _longest_chain(text) > LONGEST:
        return f"more than {LONGEST:,} terms that hang on one another"
    return None


def _longest_chain(text: str) -> int:
    """Of the terms at one depth between two commas, with those around it."""
    longest, chains = 0, [0]
    for token in TOKEN.finditer(text):
        what = token.lastgroup
        word = token[0].lower() if what == "word" else ""
        if what == "open":
            chains.append(chains[-1] + 1)
        elif what == "close":
            del chains[max(1, len(chains) - 1) :]
        elif what == "end":
            chains = [0]
        elif what == "comma" or word in BREAKS:
            chains[-1] = chains[-2] if len(chains) > 1 else 0
        elif what == "chain" or word in LINKS:
            chains[-1] += 1
        longest = max(longest, chains[-1])
    return longest

"""SQL cut into words, marks and quoted pieces, without a grammar: for what cannot be parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator

TOKEN = re.compile(
    r"""(?P<quoted>[eE]'(?:[^'\\]|\\.|'')*(?:'|\Z)|'[^']*(?:''[^']*)*(?:'|\Z)|"[^"]*(?:"|\Z)"""
    r"""|--[^\n]*|/\*.*?(?:\*/|\Z)|(?P<tag>\$(?:[^\W\d]\w*)?\$).*?(?:(?P=tag)|\Z))"""
    r"""|(?P<parameter>%s|%\(\w+\)s|(?<!:):[A-Za-z_]\w*)|(?P<open>[(\[])|(?P<close>[)\]])"""
    r"""|(?P<comma>,)|(?P<end>;)|(?P<word>[A-Za-z_]\w*)"""
    r"""|(?P<chain>::|:=|%%|[-+*/<>=~!@\#%^&|`?])""",
    re.DOTALL,
)
BLANK = re.compile(r"(?:\s+|--[^\n]*|/\*.*?(?:\*/|\Z))*", re.DOTALL)


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """What stands between semicolons, and where it begins."""
    start = 0
    for token in TOKEN.finditer(text):
        if token.lastgroup == "end":
            yield start, text[start : token.start()]
            start = token.end()
    yield start, text[start:]


def without_parameters(text: str) -> str:
    """`%s`, `%(name)s` and `:name` as PostgreSQL's own, `%%` as one; VIRTUAL, which is younger than
    the parser, as STORED. Every place stays the same."""
    return TOKEN.sub(lambda found: _server_side(found[0], found.lastgroup), text)


def _server_side(word: str, what: str | None) -> str:
    if what == "parameter":
        return "$1".ljust(len(word))
    if what == "word" and word.lower() == "virtual":
        return "STORED "
    return " %" if word == "%%" else word


def begin(text: str, offset: int) -> int:
    """Where a statement begins, behind blanks and comments."""
    found = BLANK.match(text, offset)
    return found.end() if found else offset

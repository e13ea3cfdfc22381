"""The sheet that every page is written on: a list, what is chosen of it, one style, one script."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from string import Template

_HERE = Path(__file__).parent


def sheet(**parts: str) -> str:
    """All placeholders of page.html but style and script, as markup."""
    style, script = _file("page.css"), _file("page.js")
    return Template(_file("page.html")).substitute(
        parts,
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
    )


def _file(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """By which the page's policy knows its own style and script; no other is run."""
    return b64encode(sha256(text.encode()).digest()).decode()

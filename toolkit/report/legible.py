"""What was written by others, as it may be shown: no secret, and nothing that acts or hides."""

import re

from toolkit.report.redact import redact

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters: a terminal obeys them, XML has none
    "\u200e\u200f\u202a-\u202e\u2066-\u2069"  # would show the text in another order
    "\ud800-\udfff\ufffe\uffff]"  # no character: cannot be written
)


def legible(text: str) -> str:
    """Redacted and `visible`, a line end being one character."""
    return visible(redact(text).replace("\r\n", "\n"))


def visible(text: str) -> str:
    """What could not be seen or written stands there escaped, like `\\x1b`."""
    return _UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)


def shortened(text: str, most: int) -> str:
    """On one line, of at most so many characters; redacted first: half a secret is one too."""
    line = " ".join(legible(text).split())
    return line if len(line) <= most else f"{line[: most - 3].rstrip()}..."

"""Secrets never reach a line that is shown or logged."""

import re

# It begins at what is rare: a scheme would be looked for from each letter of a long word.
_URL = re.compile(r"(://[^\s:/@'\"]*):(?!PASSWORD@)([^\s'\"]+)@")
_FIELD = re.compile(
    r"(password\s*[=:]?\s*)('[^']*'|\"[^\"]*\")|(password\s*[=:]\s*)[^\s,;)'\"]+", re.IGNORECASE
)
_secrets: set[str] = set()


def hide(*secrets: str) -> None:
    """From now on these texts are never shown. Very short ones are left: they would eat words."""
    _secrets.update(secret for secret in secrets if len(secret) >= 4)


def redact(text: str) -> str:
    """The text with every known secret, and every password in a URL, as `***`."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return _FIELD.sub(r"\1\3***", _URL.sub(r"\1:***@", text))

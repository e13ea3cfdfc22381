"""A Python file as it stands there, and its text as Python reads it."""

from __future__ import annotations

import io
from typing import NamedTuple


class Source(NamedTuple):
    """`path` is absolute, `shown` what it is called here. Both are text: paths cost time."""

    path: str
    shown: str
    data: bytes


def decoded(data: bytes) -> str:
    """SyntaxError where it names an encoding that nobody knows, UnicodeDecodeError."""
    if data[:3] != b"\xef\xbb\xbf" and b"coding" not in data[:400]:
        text = data.decode("utf-8")
    else:
        from tokenize import detect_encoding

        text = data.decode(detect_encoding(io.BytesIO(data).readline)[0])
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

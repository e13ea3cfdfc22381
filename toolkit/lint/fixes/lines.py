"""A fixed text as bytes of its file: its encoding, its mark and its ends of lines stay."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from tokenize import detect_encoding

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")


def encoded(data: bytes, fixed: str) -> bytes:
    """`data` is what the file holds, `fixed` its text with \\n at the end of each line;
    UnicodeEncodeError where its encoding has no letter for what is new."""
    encoding = detect_encoding(io.BytesIO(data).readline)[0]
    raw = LINE.findall(data.decode(encoding))
    ends = [_end(one) for one in raw]
    usual = Counter(filter(None, ends)).most_common(1)
    end = usual[0][0] if usual else "\n"
    lines = list(io.StringIO(fixed))
    written = "".join(_lines(raw, ends, lines, end))
    if written.replace("\r\n", "\n").replace("\r", "\n") != fixed:  # an end of two met its half
        written = "".join(_ended(line, end) for line in lines)
    return written.encode(encoding)


def _lines(
    raw: Sequence[str], ends: Sequence[str], fixed: Sequence[str], end: str
) -> Iterator[str]:
    if set(ends) <= {"\n", ""}:
        yield from fixed
        return
    before = [one.removesuffix(it) + "\n" * bool(it) for one, it in zip(raw, ends, strict=True)]
    for tag, begin, to, first, last in SequenceMatcher(None, before, fixed, False).get_opcodes():
        if tag == "equal":
            yield from raw[begin:to]
        else:
            yield from (_ended(line, end) for line in fixed[first:last])


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _ended(line: str, end: str) -> str:
    return line.removesuffix("\n") + end if line.endswith("\n") else line

"""[tool.hive] in a pyproject.toml: lines are added to it, what stands there stays as it is."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit import files
from toolkit.errors import SettingsError
from toolkit.setup.init.found import Found, Value

NAME = "pyproject.toml"
HEADER = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*hive[ \t]*\][ \t]*(#.*)?$", re.MULTILINE)
BARE = re.compile(r"[A-Za-z0-9_-]+")
WIDTH = 88
NEW_FILE = 0o644


def write(root: Path, added: Sequence[Found]) -> None:
    """All of it or nothing; SettingsError where a line cannot be put there."""
    path = (root / NAME).resolve()
    before = path.read_bytes().decode() if path.exists() else ""
    ending = "\r\n" if "\r\n" in before else "\n"
    text = with_lines(before.replace("\r\n", "\n"), added)
    mode = path.stat().st_mode & 0o777 if path.exists() else NEW_FILE
    files.write(path, text.replace("\n", ending), mode)


def with_lines(text: str, added: Sequence[Found]) -> str:
    """The text with more lines, as much and no more than that read back."""
    lines = [line(one.key, one.value) for one in added if not isinstance(one.value, Mapping)]
    tables = [table(one.key, one.value) for one in added if isinstance(one.value, Mapping)]
    header = HEADER.search(text)
    if header:
        end = header.end()
        text = "".join([text[:end], *(f"\n{one}" for one in lines), text[end:]])
    elif lines:
        text = f"{_ended(text)}[tool.hive]\n" + "".join(f"{one}\n" for one in lines)
    for one in tables:
        text = f"{_ended(text)}{one}"
    _must_say(text, added)
    return text


def line(key: str, value: Value) -> str:
    """`key = value`, a list over several lines where it is long."""
    if isinstance(value, str):
        return f"{_key(key)} = {_quoted(value)}"
    short = f"{_key(key)} = [{', '.join(map(_quoted, value))}]"
    if len(short) <= WIDTH:
        return short
    return "\n".join([f"{_key(key)} = [", *(f"    {_quoted(one)}," for one in value), "]"])


def table(key: str, value: Mapping[str, Sequence[str]]) -> str:
    inner = (f"{line(name, labels)}\n" for name, labels in value.items())
    return f"[tool.hive.{key}]\n{''.join(inner)}"


def _ended(text: str) -> str:
    """With an empty line at its end, unless it is empty itself."""
    return f"{text.rstrip()}\n\n" if text.strip() else ""


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    """What JSON escapes TOML does too, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _must_say(text: str, added: Sequence[Found]) -> None:
    wanted = {one.key: _plain(one.value) for one in added}
    try:
        found: Any = tomllib.loads(text)["tool"]["hive"]
    except (tomllib.TOMLDecodeError, KeyError, TypeError):
        found = {}
    if any(found.get(key) != value for key, value in wanted.items()):
        raise SettingsError(
            f"[tool.hive] cannot be added to in {NAME}",
            why="it is written in another way than as a table with that header",
            state="Nothing was written.",
            next="hive init --plan shows what to write there by hand",
        )


def _plain(value: Value) -> Any:
    if isinstance(value, Mapping):
        return {name: list(labels) for name, labels in value.items()}
    return value if isinstance(value, str) else list(value)

"""The places that settings come from, each value with its file and line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

from toolkit.errors import SettingsError
from toolkit.settings import local_file
from toolkit.settings.given import Given
from toolkit.settings.model import FIELDS, VARIABLES
from toolkit.settings.url_files import FILES, opened

UNTOUCHED = "Nothing was started or changed."


OTHERS = ("lint",)
"""Tables below [tool.hive] that are no settings of ours: hive-lint reads its own."""
OF_EXAMPLES = ("HIVE_MODEL", "HIVE_SANDBOX_IMAGE")
"""Variables that the example projects read."""
Layer = Mapping[str, Given]


def layers(root: Path, environ: Mapping[str, str]) -> tuple[list[Layer], list[Given]]:
    """Layers by field, the strongest first, and the keys nobody knows."""
    local_file.refuse_other(root)
    found = [
        _split(opened((Given(k, v, "the environment") for k, v in environ.items()), root)),
        _split(opened(_dotenv(root / ".env.local"), root)),
        _split(opened(_dotenv(root / ".env"), root)),
        _table(root / "pyproject.toml"),
    ]
    return [known for known, _ in found], [given for _, unknown in found for given in unknown]


def _split(entries: Iterator[Given]) -> tuple[Layer, list[Given]]:
    known: dict[str, Given] = {}
    unknown = []
    for given in entries:
        if field := VARIABLES.get(given.key) or FILES.get(given.key):
            if given.value or known.get(field, given).key == given.key:
                known[field] = given
        elif given.key.startswith("HIVE_") and given.key not in OF_EXAMPLES:
            unknown.append(given)
    return known, unknown


def _dotenv(path: Path) -> Iterator[Given]:
    if not path.is_file():
        return
    text = local_file.without_block(_text(path))
    for binding in parse_stream(StringIO(text)):
        written = binding.original.string
        blank = written[: len(written) - len(written.lstrip())]
        line = binding.original.line + blank.count("\n")
        if binding.error or (binding.key is not None and binding.value is None):
            raise SettingsError(
                f"{path.name}, line {line}: this is not KEY=value",
                why="a line is KEY=value, # a comment, or empty; quotes are closed",
                state=UNTOUCHED,
                next=f"Mend line {line} of {path.name}, then try again",
            )
        if binding.key and binding.value is not None:
            yield Given(binding.key, binding.value, f"{path.name}, line {line}")


def _table(path: Path) -> tuple[Layer, list[Given]]:
    if not path.is_file():
        return {}, []
    text = _text(path)
    try:
        table = tomllib.loads(text).get("tool", {}).get("hive", {})
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(
            f"{path.name} is not TOML",
            why=str(error) or "it is nested too deeply",
            state=UNTOUCHED,
            next=f"Mend {path.name}, then try again",
        ) from error
    entries = [
        Given(k, v, f"{path.name}, line {_line(text, k)}")
        for k, v in table.items()
        if k not in OTHERS
    ]
    known = {given.key: given for given in entries if given.key in FIELDS}
    return known, [given for given in entries if given.key not in FIELDS]


def _line(text: str, key: str) -> int:
    """The line of a key of [tool.hive], for messages: TOML's parser gives no places."""
    pattern = rf"^[ \t]*(\[tool\.hive\.)?[\"']?{re.escape(key)}[\"']?\s*(=|\.|\])"
    start = re.search(r"^\s*\[tool\.hive\b", text, re.MULTILINE)
    match = re.compile(pattern, re.MULTILINE).search(text, start.start() if start else 0)
    return text.count("\n", 0, match.start() if match else 0) + 1


def _text(path: Path) -> str:
    try:
        return local_file.text(path).removeprefix("\ufeff")  # Windows' editors begin with it
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SettingsError(
            f"{path.name} cannot be read",
            why=str(reason),
            state=UNTOUCHED,
            next=f"Make {path} a file of UTF-8 text that you may read, then try again",
        ) from None

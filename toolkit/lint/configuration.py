"""A project's Alembic configuration: where env.py and the revisions are, read without Alembic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from os.path import normpath
from pathlib import Path
from typing import Any, NamedTuple

from toolkit.lint.pyproject import table

SEPARATORS = {"space": " ", "newline": "\n", "os": ":", ":": ":", ";": ";"}
FORMERLY = re.compile(r", *| +")
"""What separates folders where nothing is said of it."""


class Configuration(NamedTuple):
    """`script` is the folder of env.py, `versions` those of the revisions, with what is beneath
    them if `recursive`."""

    script: Path
    versions: tuple[Path, ...]
    recursive: bool = False

    def holds(self, folder: Path) -> bool:
        """Whether revisions in that folder are its own."""
        return any(folder == one or one in folder.parents for one in self.versions)


def read(file: Path) -> tuple[Configuration, ...]:
    """Each section of an ini file; what a pyproject.toml says; () where that is nothing."""
    if file.suffix == ".toml":
        given = table(file).get("alembic", {})
        found: list[Mapping[str, Any]] = [given] if isinstance(given, dict) else []
    else:
        found = list(_sections(file))
    return tuple(_read(file.parent, one) for one in found if one.get("script_location"))


def of_script(script: Path) -> Configuration:
    """Of a folder with env.py, where nothing is said of it."""
    return Configuration(script, (script / "versions",))


def _sections(file: Path) -> Iterator[Mapping[str, str]]:
    from configparser import ConfigParser, Error

    parser = ConfigParser({"here": str(file.parent)}, strict=False)
    try:
        parser.read_string(file.read_text("utf-8", errors="replace"))
    except (OSError, Error):
        return
    for name in parser.sections():
        found = {}
        for key in KEYS:
            try:
                found[key] = parser.get(name, key, fallback="")
            except Error:
                found[key] = parser.get(name, key, raw=True)
        yield found


KEYS = (
    "script_location",
    "version_locations",
    "path_separator",
    "version_path_separator",
    "recursive_version_locations",
)


def _read(here: Path, given: Mapping[str, Any]) -> Configuration:
    script = _place(here, str(given["script_location"]))
    named = given.get("version_locations") or ()
    separator = str(given.get("path_separator") or given.get("version_path_separator") or "")
    texts = _split(named, SEPARATORS.get(separator)) if isinstance(named, str) else named
    versions = tuple(_place(here, str(one)) for one in texts) or (script / "versions",)
    recursive = str(given.get("recursive_version_locations", "")).lower() in ("true", "1", "yes")
    return Configuration(script, versions, recursive)


def _split(text: str, separator: str | None) -> list[str]:
    parts = text.split(separator) if separator else FORMERLY.split(text)
    return [one.strip() for one in parts if one.strip()]


def _place(here: Path, text: str) -> Path:
    """A folder, beside the configuration or from where Alembic is typed, which is above it;
    `package:folder` is one in a package."""
    text = text.replace("%(here)s", str(here)).replace("%%", "%")
    package, colon, inner = text.partition(":")
    if not colon:
        tries = [one / text for one in _above(here)]
        return _plain(next((one for one in tries if one.is_dir()), tries[0]))
    below = Path(*package.split("."), *inner.split("/"))
    places = [here / below, here / "src" / below]
    return _plain(next((one for one in places if one.is_dir()), places[0]))


def _above(here: Path) -> Iterator[Path]:
    """Where Alembic may be typed: here, or further up in the repository."""
    for one in (here, *here.parents):
        yield one
        if (one / ".git").exists():
            return


def _plain(path: Path) -> Path:
    return Path(normpath(path))

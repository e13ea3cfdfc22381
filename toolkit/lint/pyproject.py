"""Which project the paths belong to, and what its pyproject.toml says to the linter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from toolkit.errors import SettingsError

FILE, INI = "pyproject.toml", "alembic.ini"


class Root(NamedTuple):
    """`known`: the folder is a project, ours or Alembic's. `alembic`: its configuration, where
    [tool.hive] names one; `table` is [tool.hive.lint]."""

    folder: Path
    known: bool
    table: Mapping[str, Any]
    alembic: str = ""


def root(start: Path) -> Root:
    """The nearest folder upwards that speaks to the linter, else the nearest project."""
    projects = [folder for folder in (start, *start.parents) if _is_project(folder)]
    for folder in projects:
        hive = table(folder / FILE).get("hive", {})
        if isinstance(hive, dict) and isinstance(hive.get("lint"), dict):
            return Root(folder, True, hive["lint"], _alembic(hive))
    if not projects:
        return Root(start, False, {})
    hive = table(projects[0] / FILE).get("hive", {})
    return Root(projects[0], True, {}, _alembic(hive))


def table(path: Path) -> Mapping[str, Any]:
    """[tool] of a pyproject.toml; SettingsError where it is no TOML."""
    import tomllib

    given = text(path)
    if not any(_marks(given)):
        return {}
    try:
        found = tomllib.loads(given).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{path} is not TOML", why=str(error), state="No file was read.",
            next=f"Mend {path.name}, then try again",
        ) from None  # fmt: skip
    return found if isinstance(found, dict) else {}


def _is_project(folder: Path) -> bool:
    return (folder / INI).is_file() or any(_marks(text(folder / FILE)))


def _marks(text: str) -> Iterator[bool]:
    return (mark in text for mark in ("[tool.hive", "[tool.alembic"))


def _alembic(hive: Any) -> str:
    found = hive.get("alembic", "") if isinstance(hive, dict) else ""
    return found if isinstance(found, str) else ""


def text(path: Path) -> str:
    """What stands in it; "" where it is not there."""
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""

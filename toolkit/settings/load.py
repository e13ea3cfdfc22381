"""From the layers to one frozen Settings: precedence, errors with their place, near misses."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from toolkit.errors import SettingsError, StrayUrlError
from toolkit.settings import lists, local_file, words
from toolkit.settings.environment import current
from toolkit.settings.given import Given
from toolkit.settings.layers import Layer, layers
from toolkit.settings.model import FIELDS, LISTS, NAMES, VARIABLES, Settings, variable

THERE = "which is there"
ALEMBIC = {"alembic.ini": "[alembic]", "pyproject.toml": "[tool.alembic]"}


@dataclass(frozen=True)
class Loaded:
    """The settings, what is worth a warning, and where each given value stands."""

    settings: Settings
    warnings: tuple[str, ...]
    places: Mapping[str, str]


def load(root: Path | None = None, environ: Mapping[str, str] | None = None) -> Loaded:
    """Environment over .env.local over .env over [tool.hive]. SettingsError, StrayUrlError."""
    root = find_root(Path.cwd()) if root is None else root
    found, unknown = layers(root, current() if environ is None else environ)
    given: dict[str, Given] = _there(root)
    for layer in reversed(found):
        given.update(layer)
    settings = _validated(root, given)
    _refuse_stray(settings, found)
    return Loaded(
        settings,
        tuple(_near_miss(one) for one in unknown),
        {field: one.place for field, one in given.items()},
    )


def _there(root: Path) -> dict[str, Given]:
    """What need not be said, because the project's files say it."""
    name = configured(root)
    return {"alembic": Given("alembic", name, f"{name}, {THERE}")} if name else {}


def configured(folder: Path) -> str:
    """The file that configures Alembic there, "" for none: of two the ini, unless it leaves it to
    the other one to say where the revisions are."""
    there = [name for name, mark in ALEMBIC.items() if mark in _content(folder / name)]
    there.sort(key=lambda name: "script_location" not in _content(folder / name))
    return there[0] if there else ""


def _content(path: Path) -> str:
    return path.read_text("utf-8", errors="replace") if path.is_file() else ""


def find_root(start: Path) -> Path:
    """The nearest folder upwards that holds a project of ours or an Alembic one."""
    for folder in (start, *start.parents):
        if (folder / "alembic.ini").is_file() or _speaks_of_us(folder / "pyproject.toml"):
            return folder
    return start


def _speaks_of_us(pyproject: Path) -> bool:
    text = _content(pyproject)
    return "[tool.hive" in text or "[tool.alembic" in text


def _validated(root: Path, given: Mapping[str, Given]) -> Settings:
    values: dict[str, Any] = {field: _value(field, one) for field, one in given.items()}
    values = {field: value for field, value in values.items() if value != ""}
    try:
        return Settings(root=root, **values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        one = given[str(first["loc"][0])]
        raise _unreadable(one, str(first["msg"]).removeprefix("Value error, ")) from None


def _value(field: str, one: Given) -> Any:
    try:
        listed = field in LISTS and isinstance(one.value, str)
        value = lists.parse(one.value) if listed else one.value
        words.refuse(value, names=field in NAMES)
    except ValueError as error:
        raise _unreadable(one, str(error)) from None
    return value


def _unreadable(one: Given, why: str) -> SettingsError:
    return SettingsError(
        f"{one.place}: {one.key} cannot be read",
        why=why,
        state="Nothing was started or changed.",
        next=f"Mend {one.key} in {one.place.split(',')[0]}, then try again",
    )


def _near_miss(one: Given) -> str:
    known = FIELDS if one.place.startswith("pyproject.toml") else tuple(VARIABLES)
    nearest = get_close_matches(one.key, known, n=1, cutoff=0.0)
    hint = f"; the nearest known one is {nearest[0]}" if nearest else ""
    return f"{one.place}: {one.key} is not a setting{hint}"


def _refuse_stray(settings: Settings, found: list[Layer]) -> None:
    """A URL that is not the one we recorded would send the work to somebody else's database."""
    if settings.services == "external":
        return
    ours = local_file.recorded(settings.root)
    for field in ("database_url", "redis_url"):
        for layer in found:
            one = layer.get(field)
            if one and one.value and one.value != ours.get(variable(field)):
                raise StrayUrlError(
                    f"{one.key} is set in {one.place}, but it is not the one this hive uses",
                    why=f"services are {settings.services}, whose URLs stand in .env.local",
                    state="Nothing was started or changed.",
                    next=f"unset {one.key} (or remove that line), or set HIVE_SERVICES=external"
                    f" to use the server it names",
                )

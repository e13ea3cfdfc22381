"""URLs by file: DATABASE_URL_FILE names a file with what DATABASE_URL would say, password and all.

Secrets are mounted like that: they are then in no environment, and in nothing that shows one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from toolkit.errors import SettingsError
from toolkit.settings.given import Given
from toolkit.settings.model import SECRETS, VARIABLES

FILES = {f"{key}_FILE": VARIABLES[key] for key in SECRETS}


def opened(entries: Iterable[Given], root: Path) -> Iterator[Given]:
    """The entries, with a file's text in place of its name; SettingsError, without any secret."""
    given = list(entries)
    said = {one.key for one in given if one.value}
    for one in given:
        if one.key not in FILES or not one.value:
            yield one
        elif one.key.removesuffix("_FILE") in said:
            raise _twice(one)
        else:
            yield replace(one, value=_text(one, root / one.value))


def _text(one: Given, path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise _unusable(one, path, str(reason)) from None
    if not text or len(text.splitlines()) > 1:
        raise _unusable(one, path, "it is to hold one line, the URL")
    return text


def _unusable(one: Given, path: Path, why: str) -> SettingsError:
    return SettingsError(
        f"{one.place}: the file {path} that {one.key} names cannot be used",
        why=why,
        state="Nothing was started or changed.",
        next=f"Make {path} a file that this user may read, with the URL and nothing else",
    )


def _twice(one: Given) -> SettingsError:
    key = one.key.removesuffix("_FILE")
    return SettingsError(
        f"{one.place.split(',')[0]}: {key} and {one.key} are both set",
        why="which one is meant is not known",
        state="Nothing was started or changed.",
        next=f"unset {key}, or {one.key}",
    )

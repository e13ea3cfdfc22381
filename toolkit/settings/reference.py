"""`pkg.module:NAME` in a setting, and what it names."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from toolkit.errors import SettingsError


def importable(*folders: Path | str) -> None:
    """Modules are looked for in these folders first."""
    sys.path[:0] = [str(one) for one in folders if str(one) not in sys.path]


def module(name: str, key: str, root: Path) -> Any:
    """The module that setting `key` names, the project's folder being importable."""
    importable(root)
    try:
        return import_module(name)
    except Exception as error:
        raise SettingsError(
            f"{key} names {name}, which cannot be imported",
            why=f"{type(error).__name__}: {error}",
            next=f"Run `python -c 'import {name}'` in {root}, or mend {key}",
        ) from error


def resolve(reference: str, key: str, root: Path) -> Any:
    """The object behind `pkg.module:NAME`."""
    name, colon, path = reference.partition(":")
    if not (name and colon and path):
        raise SettingsError(
            f"{key} is {reference!r}, which is not pkg.module:NAME",
            why="it is to name a module, and what is in it",
            next=f"Mend {key}",
        )
    found = module(name, key, root)
    for part in path.split("."):
        if not hasattr(found, part):
            raise SettingsError(
                f"{key} names {path}, which {name} does not have",
                why=f"{name} was imported, and has nothing called {part}",
                next=f"Mend {key}",
            )
        found = getattr(found, part)
    return found

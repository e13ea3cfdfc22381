"""Which versions of Alembic and SQLAlchemy a project has, seen by the names of their files."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ENVIRONMENTS = (".venv", "venv", "env")
ABOVE = 3
"""How many folders upwards an environment is looked for."""


class Versions(NamedTuple):
    """() where it is not known."""

    alembic: tuple[int, ...] = ()
    sqlalchemy: tuple[int, ...] = ()


@cache
def of(folder: Path, *, own: bool = True) -> Versions:
    """Those of the environment beside the folder or above it; else, if `own`, of ours."""
    for place in (folder, *folder.parents[:ABOVE]):
        for name in ENVIRONMENTS:
            found = _installed((place / name).glob("lib/python*/site-packages"))
            if found.alembic:
                return found
    return _installed(map(Path, sys.path)) if own else Versions()


def _installed(folders: Iterator[Path]) -> Versions:
    for folder in folders:
        alembic = _version(folder, "alembic")
        if alembic:
            return Versions(alembic, _version(folder, "sqlalchemy"))
    return Versions()


def _version(folder: Path, package: str) -> tuple[int, ...]:
    for one in folder.glob(f"[{package[0]}{package[0].upper()}]*.dist-info"):
        name, _, version = one.name.removesuffix(".dist-info").partition("-")
        if name.lower() == package:
            return tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    return ()

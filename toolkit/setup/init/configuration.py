"""Which Alembic configuration a project has."""

import os
from collections.abc import Iterator
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.settings import Loaded
from toolkit.settings.load import configured
from toolkit.setup.init.found import WHOLE, Found

DEEPEST = 3
"""Folders down."""
PASSED = frozenset({"node_modules", "site-packages", "__pycache__"})
INSTALLED = "pyvenv.cfg"


def configuration(loaded: Loaded) -> Found:
    """What the settings say already, else the nearest one beneath; UsageError where there is none,
    or where several are as near."""
    root, said = loaded.settings.root, loaded.settings.alembic
    if said:
        return Found("alembic", said, {WHOLE: loaded.places["alembic"]})
    for depth in range(1, DEEPEST + 1):
        there = sorted(_speaking(root, depth))
        if len(there) > 1:
            raise _several(root, there)
        if there:
            return Found("alembic", there[0], {WHOLE: "the only one beneath"})
    raise _none(root)


def _speaking(root: Path, depth: int) -> Iterator[str]:
    """Files of that depth."""
    for folder in _folders(root, depth):
        if name := configured(folder):
            yield (folder / name).relative_to(root).as_posix()


def _folders(root: Path, depth: int) -> Iterator[Path]:
    if depth == 0:
        yield root
        return
    try:
        inner = [one for one in os.scandir(root) if one.is_dir(follow_symlinks=False)]
    except OSError:
        return  # not ours to look into
    for one in inner:
        path = Path(one.path)
        hidden = one.name.startswith(".") or one.name in PASSED
        if not hidden and not (path / INSTALLED).exists():
            yield from _folders(path, depth - 1)


def _several(root: Path, there: list[str]) -> UsageError:
    return UsageError(
        f"there are {len(there)} Alembic configurations in {root}",
        why=", ".join(there),
        next="Go into the folder of the one that is meant, and type it there; or name it:"
        f' [tool.hive] alembic = "{there[0]}" in pyproject.toml, then hive init',
    )


def _none(root: Path) -> UsageError:
    return UsageError(
        f"there is no Alembic configuration in {root}",
        why=f"no alembic.ini and no [tool.alembic] in a pyproject.toml, here, above or up to"
        f" {DEEPEST} folders down",
        next="Go into the project's folder; or alembic init migrations, where it has none yet",
    )

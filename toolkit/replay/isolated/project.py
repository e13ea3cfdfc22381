"""A project's revisions without its env.py, and without what its application would import."""

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from toolkit.database import migrations_isolated
from toolkit.database.migrations import Migrations
from toolkit.database.migrations_config import configuration
from toolkit.errors import MigrationError
from toolkit.replay.isolated.imports import Imports
from toolkit.replay.isolated.naming import convention
from toolkit.replay.isolated.options import options

OURS = Path(migrations_isolated.__path__[0])
SOURCES = ("", "src")
"""Where beneath the root a project has its packages."""


def isolated(root: Path, alembic: str) -> "Isolated":
    """`alembic` is an ini file or pyproject.toml beneath `root`, or a folder: of revisions, or
    one with `versions` in it."""
    return Isolated(root.absolute(), alembic)


@dataclass(frozen=True)
class Isolated(Migrations):
    """Only the revision files are the project's, and what they import that can be imported.

    StandInError where a revision needs more than that.
    """

    @property
    def stand_ins(self) -> set[str]:
        """The modules that were stood in for."""
        return set(self.imports.reasons)

    @cached_property
    def imports(self) -> Imports:
        places = {
            one for folder in self._places[1] for one in (folder.absolute(), folder.resolve())
        }
        return Imports(tuple(f"{one}{os.sep}" for one in sorted(places)))

    @cached_property
    def config(self) -> Any:
        """The project's, but for env.py; every place in it is absolute."""
        config, (place, folders) = self._configured, self._places
        paths = [self.root / one for one in _quietly(config.get_prepend_sys_paths_list) or ()]
        paths += self._sources(place)
        for name, value in (
            ("path_separator", "newline"),
            ("script_location", str(OURS)),
            ("version_locations", "\n".join(map(str, folders))),
            ("prepend_sys_path", "\n".join(map(str, dict.fromkeys(paths)))),
        ):
            config.set_main_option(name, value.replace("%", "%%"))
        config.attributes["isolated"] = {**self._naming(place), **options(place / "env.py")}
        return config

    def _naming(self, place: Path) -> dict[str, sa.MetaData]:
        found = convention(place / "env.py", self._sources(place))
        return {"target_metadata": sa.MetaData(naming_convention=found)} if found else {}

    def _sources(self, place: Path) -> list[Path]:
        """Where packages are: beneath the root, and above the one that the revisions are in."""
        above = place.absolute()
        while (above / "__init__.py").is_file() or above == place.absolute():
            above = above.parent
        found = [self.root / one for one in SOURCES] + [above]
        return [one for one in dict.fromkeys(found) if one.is_dir()]

    @cached_property
    def _configured(self) -> Any:
        if self._given.is_dir():
            return configuration(OURS, "alembic.ini")
        return configuration(self.root, self.alembic)

    @property
    def _given(self) -> Path:
        return self.root / self.alembic.partition(":")[0]

    @cached_property
    def _places(self) -> tuple[Path, Sequence[Path]]:
        """Where env.py is, and the folders of revisions; MigrationError where there are none."""
        more = _quietly(self._configured.get_version_locations_list)
        if self._given.is_dir() and not any(map(_holds_versions, self._usual)):
            if not any(self._given.glob("*.py")):
                raise _no_folder(self._given / "versions")
            return self._given.parent, [self._given]
        place = self._script_folder()
        if more:
            return place, [self._place(one) for one in more]
        if not _holds_versions(place):
            raise _no_folder(place / "versions")
        return place, [place / "versions"]

    def _script_folder(self) -> Path:
        """As configured; where nothing is, the configuration's own, or one with a usual name."""
        if named := self._configured.get_alembic_option("script_location"):
            return self._place(named)
        return next(filter(_holds_versions, self._usual), self._usual[0])

    @property
    def _usual(self) -> Sequence[Path]:
        given = self._given if self._given.is_dir() else self._given.parent
        return given, given / "migrations", given / "alembic"

    def _place(self, name: str) -> Path:
        """As Alembic finds it, or beside the configuration; a package's without importing it."""
        package, colon, rest = name.rpartition(":")
        inner = Path(package.replace(".", os.sep), rest) if colon else Path(name)
        beneath = [self.root / one for one in SOURCES] + [self._given.parent]
        found = (one / inner for one in beneath if (one / inner).is_dir())
        return next(found, self.root / inner)

    @cached_property
    def _read(self) -> Any:
        with self.imports.standing():
            read = super()._read
        for script in read[0].walk_revisions():
            for name in ("upgrade", "downgrade"):
                if function := getattr(script.module, name, None):
                    wrapped = self.imports.revision(script.revision, function)
                    setattr(script.module, name, wrapped)
        return read

    @contextmanager
    def inside(self, more: Mapping[str, str] = MappingProxyType({})) -> Iterator[None]:
        with super().inside(more), self.imports.standing():
            yield


def made_up(migrations: Migrations, revision: str) -> list[str]:
    """The modules of which a revision that was run used what only stands in."""
    used = migrations.imports.used if isinstance(migrations, Isolated) else {}
    return sorted(used.get(revision, ()))


def _holds_versions(folder: Path) -> bool:
    return (folder / "versions").is_dir() or (folder / "env.py").is_file()


def _quietly(ask: Any) -> Any:
    """How its lists are separated is not what a project wants to hear of now."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ask()


def _no_folder(place: Path) -> MigrationError:
    return MigrationError(
        "There is no folder of revisions",
        why=f"Looked for {place}.",
        state="No revision was run.",
        next="Name it, or the configuration that does.",
    )

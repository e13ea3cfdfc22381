"""The project around each migration: its configuration, its graph, its transactions."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.lint import configuration, dependency, graph, labels, transactions, versions
from toolkit.lint.configuration import Configuration
from toolkit.lint.discovery import read
from toolkit.lint.fixes.styles import ENSURE, NATIVE
from toolkit.lint.project import Project
from toolkit.lint.pyproject import FILE, INI, Root
from toolkit.lint.source import Source

ABOVE = 3
"""Folders upwards in which env.py is looked for where no configuration speaks of it."""


@dataclass
class Projects:
    """`read` are files that were read already; `own`: ours are the versions in use where the
    project has no environment of its own; `style` is that of fixes, "": as each project needs;
    `downgrade`: that function is looked at too."""

    root: Root
    read: Mapping[str, Source] = field(default_factory=dict)
    own: bool = True
    style: str = ""
    downgrade: bool = False
    _configurations: dict[Path, tuple[Configuration, ...]] = field(default_factory=dict)
    _projects: dict[Configuration, Project] = field(default_factory=dict)
    _folders: dict[str, Project] = field(default_factory=dict)
    _styled: dict[str, Project] = field(default_factory=dict)

    def of(self, path: str) -> Project:
        """What is known where that file stands."""
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            found = self._around(Path(folder))
            self._folders[folder] = self._project(found) if found else self._unknown(Path(folder))
        project = self._folders[folder]
        if self.style or project.fix_style == ENSURE or not self._imports(path):
            return project
        if folder not in self._styled:
            self._styled[folder] = replace(project, fix_style=ENSURE)
        return self._styled[folder]

    def _imports(self, path: str) -> bool:
        return path in self.read and dependency.imports(self.read[path].data)

    def _style(self, folder: Path) -> str:
        return self.style or (ENSURE if dependency.depends(folder) else NATIVE)

    def folders(self) -> list[Path]:
        """All that hold the revisions of the project itself; UsageError where it has none."""
        found = [one for file in self._files for one in self._configuration(file)]
        if not found:
            raise UsageError(
                f"{self.root.folder} has no configuration of Alembic",
                why=f"there is no {INI}, and no [tool.alembic] in a {FILE}, here or above",
                next="hive-lint FOLDER",
            )
        return list(dict.fromkeys(one for it in found for one in it.versions if one.is_dir()))

    @cached_property
    def _files(self) -> list[Path]:
        """Named, at the top, or the only one somewhere beneath."""
        top = self.root.folder
        if self.root.alembic:
            return [top / self.root.alembic.partition(":")[0]]
        at_top = [one for one in (top / FILE, top / INI) if self._configuration(one)]
        beneath = sorted(
            one for depth in ("*", "*/*", "*/*/*") for one in top.glob(f"{depth}/{INI}")
        )
        return at_top or (beneath if len(beneath) == 1 else [])

    def _configuration(self, file: Path) -> tuple[Configuration, ...]:
        if file not in self._configurations:
            self._configurations[file] = configuration.read(file) if file.is_file() else ()
        return self._configurations[file]

    def _around(self, folder: Path) -> Configuration | None:
        for one in self._speaking(folder):
            if one.holds(folder):
                return one
        for above in (folder, *folder.parents[:ABOVE]):
            if (above / "env.py").is_file():
                found = configuration.of_script(above)
                return found if found.holds(folder) else None
        return None

    def _speaking(self, folder: Path) -> Iterator[Configuration]:
        for file in self._files:
            yield from self._configuration(file)
        for above in (folder, *folder.parents):
            yield from self._configuration(above / FILE)
            yield from self._configuration(above / INI)

    def _project(self, one: Configuration) -> Project:
        if one not in self._projects:
            said = transactions.read(one.script / "env.py")
            have = versions.of(one.script.parent, own=self.own)
            files = [(graph.link(data), labels.added(data)) for data in self._revisions(one)]
            self._projects[one] = Project(
                *said, *have,
                graph.down_revisions(link for link, _ in files),
                self._style(one.script.parent),
                {link.revision: texts for link, texts in files if link and texts},
                self.downgrade,
            )  # fmt: skip
        return self._projects[one]

    def _unknown(self, folder: Path) -> Project:
        have = versions.of(folder, own=self.own)
        style = self._style(folder)
        return Project(False, True, *have, fix_style=style, downgrade=self.downgrade)

    def _revisions(self, one: Configuration) -> Iterator[bytes]:
        for top in one.versions:
            for folder, folders, files in os.walk(top):
                if not one.recursive:
                    folders.clear()
                for path in (f"{folder}/{name}" for name in sorted(files) if name.endswith(".py")):
                    known = self.read.get(path)
                    yield known.data if known else _data(path)


def _data(path: str) -> bytes:
    try:
        return read(path)
    except (OSError, ValueError):
        return b""

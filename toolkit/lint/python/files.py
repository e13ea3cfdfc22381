"""Files beside a migration that it imports or reads."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.lint.effects import TooComplexError
from toolkit.lint.python.language import PYTHON
from toolkit.lint.python.reader import Import, Reader, ReturnedError
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.values import Module

ABOVE = 4
"""Folders above a migration in which its imports are looked for."""
DEEPEST = 2
LARGEST = 1_000_000
UNREADABLE = (OSError, SyntaxError, ValueError, TooComplexError, RecursionError, MemoryError)


@dataclass
class Files:
    """Each is read once."""

    modules: dict[Path, Module | None] = field(default_factory=dict)
    places: dict[Path, bool] = field(default_factory=dict)
    _found: dict[Path, Path | None] = field(default_factory=dict)

    def finder(self, path: Path, depth: int = DEEPEST) -> Import:
        """What imports in this file mean; what those import in turn, `depth` times."""

        def find(name: str, level: int) -> Module | None:
            folders = [path.parent, *path.parents[1 : ABOVE + 1]]
            for folder in folders[level - 1 : level] if level else folders:
                found = self._there(folder.joinpath(*name.split(".")) if name else folder)
                if found is not None:
                    return self._module(found, depth - 1) if depth else None
            return None

        return find

    def _there(self, place: Path) -> Path | None:
        if place not in self._found:
            self._found[place] = self._look(place)
        return self._found[place]

    def _look(self, place: Path) -> Path | None:
        for one in (place.with_suffix(".py"), place / "__init__.py"):
            if one not in self.places:
                self.places[one] = one.is_file()
            if self.places[one]:
                return one
        return None

    def _module(self, path: Path, depth: int) -> Module | None:
        if path not in self.modules:
            self.modules[path] = module = Module(str(path), {"__file__": str(path)})
            if not self._read(path, module, depth):
                self.modules[path] = None
        return self.modules[path]

    def _read(self, path: Path, module: Module, depth: int) -> bool:
        try:
            if path.stat().st_size > LARGEST:
                return False
            tree = ast.parse(path.read_bytes())
            reader = Reader(PYTHON, module, self.finder(path, depth), imported=True)
            reader.execute(tree.body, Scope(module.scope))
        except ReturnedError:
            return True  # it raises where nobody can tell whether it does
        except UNREADABLE:
            return False
        return True

"""What revisions import that cannot be imported here is stood in for, while they run.

Only what a revision itself asks for: modules that are imported are real ones, all through.
"""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from inspect import signature
from types import FunctionType, ModuleType
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from toolkit.catalog.sql import sqlstate
from toolkit.replay.isolated.files import forgiven
from toolkit.replay.isolated.stand_in import StandIn, StandInError, found_in

MECHANISM = "importlib._bootstrap"
OPERATIONS = "alembic.op"


class NotSentError(Exception):
    """There is a stand-in in it. An Exception: for more SQLAlchemy gives up its connection."""


class StandInModule(ModuleType):
    """Has whatever is asked of it, for revisions; and the submodules that it really has."""

    _imports: Imports

    def __getattr__(self, name: str) -> Any:
        imports = self.__dict__.get("_imports")
        if imports is None or name.startswith("__"):
            raise AttributeError(name)
        return imports.attribute(self, name, sys._getframe(1).f_globals)


@dataclass
class Imports:
    """`folders` hold the revisions; `reasons` say of each module that is stood in for why; `used`
    names, of each revision that was run, those modules whose stand-ins it did something with: what
    it did then says nothing of what it does with the real ones."""

    folders: tuple[str, ...]
    reasons: dict[str, str] = field(default_factory=dict)
    used: dict[str, set[str]] = field(default_factory=dict)
    touched: dict[str, None] = field(default_factory=dict)
    _modules: dict[str, ModuleType] = field(default_factory=dict)
    _trying: int = 0
    _asking: list[bool] = field(default_factory=list)
    _refused: list[str] = field(default_factory=list)
    _values: dict[str, StandIn] = field(default_factory=dict)
    _decided: dict[str, set[str]] = field(default_factory=dict)
    _deciding: set[str] = field(default_factory=set)

    @contextmanager
    def standing(self) -> Iterator[None]:
        """Afterwards no module of this process is a stand-in, or was found through one."""
        real, before = builtins.__import__, set(sys.modules)
        for name in self._modules.keys() - before:
            sys.modules[name] = self._modules[name]
            _hang(name, self._modules[name])
        builtins.__import__ = self._importing(real)
        event.listen(Engine, "before_cursor_execute", self._executing)
        try:
            with forgiven(self._is_revision):
                yield
        finally:
            event.remove(Engine, "before_cursor_execute", self._executing)
            builtins.__import__ = real
            self._leave(before)

    def revision(self, name: str, function: FunctionType) -> Callable[..., Any]:
        """An upgrade or downgrade that says so where it failed for want of a real module."""
        file = str(function.__globals__.get("__file__"))

        @wraps(function)
        def run(*args: Any, **options: Any) -> Any:
            before = self.touched, self._refused, self._deciding
            self._deciding = set(self._decided.get(file, ()))
            self.touched, self._refused = dict.fromkeys(self._deciding), []
            try:
                _callable(function, args, options)
                result = function(*args, **options)
                self._tell()
                return result
            except Exception as error:
                self._tell(error)
                raise
            finally:
                self.used.setdefault(name, set()).update(map(self._module, self.touched))
                self.touched, self._refused, self._deciding = before

        return run

    def _tell(self, error: Exception | None = None) -> None:
        """StandInError, where the revision met one: also what it made of that itself."""
        if self._refused:
            raise StandInError(self._refused[0]) from error
        if error and (operation := _operation(error)):
            reason = f"it needs op.{operation}, which is none of Alembic's own"
            raise StandInError(f"{reason}, and env.py is left out") from error
        if error and self._laid_to_a_stand_in(error):
            last = next(reversed(self.touched), "a value")
            raise StandInError(self._reason(last, error)) from error

    def _laid_to_a_stand_in(self, error: Exception) -> bool:
        """What the server says itself is of SQL without any: unless one decided what to run."""
        if isinstance(error, DBAPIError) and sqlstate(error):
            return bool(self._deciding)
        return bool(self.touched) or StandIn.__name__ in str(error)

    def attribute(self, module: StandInModule, name: str, asker: Mapping[str, Any]) -> Any:
        """A real module must not get hold of a stand-in while it is imported: it is stood in for
        then, as a whole."""
        ours = self._is_revision(asker) or (
            asker.get("__name__") == MECHANISM and self._asking[-1:] == [True]
        )
        if self._trying and not ours:
            raise AttributeError(name)
        full = f"{module.__name__}.{name}"
        self._touch(full)
        if self._spec(full) is not None:
            self._ensure(full)
            return sys.modules[full]
        return self._values.setdefault(full, StandIn(full, self._touch))

    def _importing(self, real: Callable[..., ModuleType]) -> Callable[..., ModuleType]:
        def importing(
            name: str,
            globals: Mapping[str, Any] | None = None,
            locals: Mapping[str, Any] | None = None,
            fromlist: Sequence[str] | None = (),
            level: int = 0,
        ) -> ModuleType:
            ours = level == 0 and self._is_revision(globals or {})
            self._asking.append(ours)
            try:
                if ours:
                    self._ensure(name)
                return real(name, globals, locals, fromlist or (), level)
            finally:
                self._asking.pop()

        return importing

    def _ensure(self, name: str) -> None:
        """That it, and each package that it is in, can be found: really, or as a stand-in."""
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            one = ".".join(parts[:length])
            if one not in sys.modules:
                self._try(one)

    def _try(self, name: str) -> None:
        self._trying += 1
        try:
            importlib.import_module(name)
        except (KeyboardInterrupt, GeneratorExit, StandInError):
            raise
        except BaseException as error:
            self._stand_in(name, error)
        finally:
            self._trying -= 1
        _hang(name, sys.modules[name])

    def _stand_in(self, name: str, error: BaseException) -> None:
        said = _said(error)
        spec, above = self._spec(name), self.reasons.get(name.rpartition(".")[0], said)
        self.reasons[name] = said if spec else above  # what it is in is not there either
        module = StandInModule(name)
        if spec is not None and spec.submodule_search_locations is not None:
            module.__path__ = list(spec.submodule_search_locations)
        module._imports = self
        sys.modules[name] = module

    def _spec(self, name: str) -> Any:
        try:
            return importlib.util.find_spec(name)
        except (ImportError, ValueError, AttributeError):
            return None

    def _leave(self, before: set[str]) -> None:
        """What was made before the block stays; the rest waits for the next one."""
        stood = tuple(f"{name}." for name in self.reasons)
        for name in set(sys.modules) - before:
            if name in self.reasons or name.startswith(stood):
                self._modules[name] = sys.modules.pop(name)
                _hang(name, None)

    def _is_revision(self, asker: Mapping[str, Any]) -> bool:
        return str(asker.get("__file__", "")).startswith(self.folders)

    def _touch(self, path: str, *, decides: bool = False) -> None:
        self.touched.pop(path, None)
        self.touched[path] = None
        if decides:
            self._deciding.add(path)
            if file := self._reading():
                self._decided.setdefault(file, set()).add(path)

    def _reading(self) -> str | None:
        """The revision file at whose top something happens right now."""
        frame = sys._getframe(2)
        while frame is not None and not self._is_revision(frame.f_globals):
            frame = frame.f_back  # type: ignore[assignment]
        at_top = frame is not None and frame.f_code.co_name == "<module>"
        return str(frame.f_globals["__file__"]) if at_top else None

    def _executing(self, _: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        path = found_in(statement) or found_in(parameters)
        if path is not None:
            self._refused.append(self._reason(path))
            raise NotSentError(self._refused[-1])

    def _reason(self, path: str, error: Exception | None = None) -> str:
        """Which module it is, and why it is not the real one."""
        module = self._module(path)
        why = self.reasons.get(module, "it cannot be imported")
        then = f"; {_said(error)}" if error else ""
        return f"it needs {path}, and {module} is stood in for ({why}){then}"

    def _module(self, path: str) -> str:
        """The module that is stood in for, of a path into it, which SQL may have folded."""
        inner = f"{path}.".lower()
        found = (one for one in self.reasons if inner.startswith(f"{one}.".lower()))
        return max(found, key=len, default="a module")


def _hang(name: str, module: ModuleType | None) -> None:
    """As an attribute of the package that it is in; None takes it off again."""
    parent, _, last = name.rpartition(".")
    package = vars(sys.modules[parent]) if parent in sys.modules else {}
    if module is None:
        package.pop(last, None)
    else:
        package[last] = module


def _said(error: BaseException) -> str:
    first = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {first}"


def _callable(function: FunctionType, args: tuple[Any, ...], options: Mapping[str, Any]) -> None:
    """StandInError, where it asks for what only a project's own env.py hands it."""
    try:
        signature(function).bind(*args, **options)
    except TypeError as error:
        reason = f"{function.__name__}() has arguments from env.py, which is left out: {error}"
        raise StandInError(reason) from None


def _operation(error: Exception) -> str | None:
    """What it asked Alembic for in vain: a library, or env.py, would have added it."""
    asked = getattr(error, "obj", None)
    of_alembic = isinstance(asked, ModuleType) and asked.__name__ == OPERATIONS
    return error.name if of_alembic and isinstance(error, AttributeError) else None

"""A revision file that cannot be imported keeps its place in the history; it cannot be run."""

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from toolkit.replay.isolated.stand_in import StandInError

PLACE = frozenset({"revision", "down_revision", "branch_labels", "depends_on"})
FUNCTIONS = frozenset({"upgrade", "downgrade"})
Load = Callable[[SourceFileLoader, ModuleType], None]


@contextmanager
def forgiven(is_revision: Callable[[Mapping[str, Any]], bool]) -> Iterator[None]:
    """While the block runs, wherever revisions are loaded from."""
    load: Load = SourceFileLoader.exec_module
    inherited = "exec_module" not in vars(SourceFileLoader)

    def exec_module(self: SourceFileLoader, module: ModuleType) -> None:
        try:
            load(self, module)
        except Exception as error:
            if not (is_revision(vars(module)) and _as_written(module, self.path, error)):
                raise

    setattr(SourceFileLoader, "exec_module", exec_module)  # noqa: B010 (mypy's sake)
    try:
        yield
    finally:
        if inherited:
            del SourceFileLoader.exec_module
        else:
            setattr(SourceFileLoader, "exec_module", load)  # noqa: B010


def _as_written(module: ModuleType, path: str, error: Exception) -> bool:
    """Whether its source says which revision it is."""
    found = dict(_literals(path))
    if "revision" not in found:
        return False
    said = str(error).partition("\n")[0]
    reason = f"its file cannot be imported: {type(error).__name__}: {said}"

    def unknown(*_: object, **__: object) -> None:
        raise StandInError(reason)

    for name, value in found.items():
        setattr(module, name, unknown if name in FUNCTIONS else value)
    return True


def _literals(path: str) -> Iterator[tuple[str, Any]]:
    try:
        body = ast.parse(Path(path).read_bytes()).body
    except (OSError, SyntaxError, ValueError):
        return
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name in FUNCTIONS:
            yield node.name, None
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            yield from ((name, _value(node.value)) for name in _names(node) if name in PLACE)


def _names(node: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [one.id for one in targets if isinstance(one, ast.Name)]


def _value(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None

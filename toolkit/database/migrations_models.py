"""The models that a project's env.py hands to Alembic, seen without any database."""

import ast
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from alembic.runtime.environment import EnvironmentContext
from sqlalchemy import MetaData, make_url

from toolkit.database.guard import Guard
from toolkit.database.migrations import Migrations
from toolkit.database.migrations_config import point_at
from toolkit.database.migrations_errors import kind, place_in
from toolkit.errors import MigrationError
from toolkit.report.redact import redact

NOWHERE = "postgresql://hive@127.0.0.1:1/hive"
"""What env.py is told to connect to: nobody is there."""
FOREIGN = ("sqlalchemy", "alembic", "__main__")


@dataclass(frozen=True)
class Handed:
    """What env.py hands over, and the modules that it imports from, in its order."""

    metadata: tuple[MetaData, ...]
    imports: tuple[str, ...]

    def references(self, one: MetaData) -> Iterator[str]:
        """`module:NAME` wherever it is found: first where env.py has it from."""
        mine = [name for name in self.imports if name in sys.modules]
        others = sorted(set(sys.modules) - {*mine}, key=lambda name: (name.count("."), name))
        for name in [*mine, *others]:
            if not name.startswith(FOREIGN):
                yield from (f"{name}:{path}" for path in _paths(sys.modules[name], one))


def nowhere(url_names: Sequence[str]) -> dict[str, str]:
    """Variables in which env.py and the models may look for the URL."""
    return dict.fromkeys(("DATABASE_URL", *url_names), NOWHERE)


def handed(migrations: Migrations, url_names: Sequence[str] = ()) -> Handed:
    """As `alembic upgrade --sql` reads env.py; MigrationError where it cannot be imported. How it
    ends otherwise says nothing: there is no database."""
    script = migrations.folder / migrations.script.env_py_location
    with migrations.inside(nowhere(url_names)), Guard().standing():
        point_at(migrations.config, make_url(NOWHERE))
        found, error = _read(migrations, script)
    try:
        imports = list(_imports(ast.parse(script.read_bytes())))
    except SyntaxError as error:
        raise _unread(error, script) from None
    if error is not None and not found and _line(error, script) in {line for _, line in imports}:
        raise _unread(error, script)
    return Handed(found, tuple(name for name, _ in imports))


def _read(
    migrations: Migrations, script: Path
) -> tuple[tuple[MetaData, ...], BaseException | None]:
    """What it has told Alembic, or has called `target_metadata`, however it ends: there is no
    database."""
    module = ModuleType("env_py")
    module.__file__ = str(script)
    context = EnvironmentContext(
        migrations.config, migrations.script, fn=lambda *_: (), as_sql=True, destination_rev="heads"
    )
    error: BaseException | None = None
    with context:
        try:
            SourceFileLoader("env_py", str(script)).exec_module(module)
        except (Exception, SystemExit) as caught:
            error = caught
    said = context.context_opts.get("target_metadata")
    return _listed(said or vars(module).get("target_metadata") or _meant(module, script)), error


def _meant(module: ModuleType, script: Path) -> Any:
    """What it would have told Alembic, had there been a database: `target_metadata=db.metadata`."""
    try:
        tree = ast.parse(script.read_bytes())
    except SyntaxError:
        return None  # said by whoever reads its imports
    values = (
        one.value
        for one in ast.walk(tree)
        if isinstance(one, ast.keyword) and one.arg == "target_metadata"
    )
    return next(filter(None, (_value(one, module) for one in values)), None)


def _value(node: ast.expr, module: ModuleType) -> Any:
    """Of a name, or an attribute of one; None for anything else."""
    if isinstance(node, ast.Name):
        return vars(module).get(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, module), node.attr, None)
    return None


def _listed(found: Any) -> tuple[MetaData, ...]:
    listed = found if isinstance(found, list | tuple) else [found]
    return tuple(one for one in listed if isinstance(one, MetaData))


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Modules, each with its line; `from package import name` may name two of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{one.name}", node.lineno) for one in node.names)
        elif isinstance(node, ast.Import):
            yield from ((one.name, node.lineno) for one in node.names)


def _line(error: BaseException, script: Path) -> int:
    """Where in env.py it happened, 0: nowhere."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [one.lineno or 0 for one in frames if one.filename == str(script)]
    return lines[-1] if lines else 0


def _paths(module: ModuleType, wanted: MetaData) -> Iterator[str]:
    """The metadata itself, then declarative bases, then what is mapped."""
    names = {name: one for name, one in vars(module).items() if not name.startswith("__")}
    yield from (name for name, one in names.items() if one is wanted)
    classes = [(name, one) for name, one in names.items() if isinstance(one, type)]
    for name, one in sorted(classes, key=lambda pair: "__table__" in vars(pair[1])):
        if vars(one).get("metadata", getattr(one, "metadata", None)) is wanted:
            yield f"{name}.metadata"


def _unread(error: BaseException, script: Path) -> MigrationError:
    return MigrationError(
        f"The project's {script.name} cannot be read",
        why=redact(f"{place_in(error, script)}: {kind(error)}{error}"),
        state="Nothing was written.",
        next="Install what it needs where hive is installed, and set the variables that it reads;"
        " those that take the database's URL stand in url_names of [tool.hive]; then hive init",
    )

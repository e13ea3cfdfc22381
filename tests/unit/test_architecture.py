"""The house: imports go downwards only, and each door has one keeper."""

import ast
import builtins
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "toolkit"

# Each room may import what stands on a later line, and itself.
LEVELS = (
    ("commands",),
    ("setup",),
    ("services", "bootstrap", "lint", "replay", "recovery", "seeding"),
    ("ensure", "database"),
    ("catalog",),
    ("report",),
    ("findings", "process", "settings"),
    ("errors", "files"),
)
BELOW = {
    room: {"errors"}.union(*LEVELS[level + 1 :]) - {room}
    for level, rooms in enumerate(LEVELS)
    for room in rooms
} | {
    "errors": set(),
    "files": set(),
    "lint": {"findings", "errors"},
    "platform": {"ensure", "catalog", "database", "findings", "errors"},
}

# What a room may import from outside the standard library, where that is limited.
OUTSIDE = {
    "catalog": {"sqlalchemy"},
    "ensure": {"sqlalchemy", "alembic"},
    "lint": {"pgparse"},
    "errors": set[str](),
    "files": set[str](),
    "findings": set[str](),
    "process": set[str](),
}

# (file, room or package): why it may.
EXCEPTIONS: dict[tuple[str, str], str] = {}

EMPTY = ("__init__.py", "commands/__init__.py", "report/__init__.py")

# What goes through one door, and the files that are the door.
ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.putenv", "os.unsetenv"}
STARTING = {
    "os.system",
    "os.popen",
    "os.fork",
    "os.posix_spawn",
    "os.execvpe",
    "os.execv",
    "pty.spawn",
}
PRINTING = {"print", "sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"}
DOORS = {
    "environment": (ENVIRONMENT, ("settings/", "commands/lint.py")),
    "processes": ({"subprocess", *STARTING}, ("process.py",)),
    "printing": (PRINTING, ("report/",)),
    "alembic": ({"alembic"}, ("database/migrations", "ensure/")),
    "docker": ({"docker"}, ("services/docker/",)),
    "rich": ({"rich"}, ("report/terminal",)),
}
# (file, use): why it may go through the door.
KEYS: dict[tuple[str, str], str] = {}

FILES = sorted(path.relative_to(HOUSE).as_posix() for path in HOUSE.rglob("*.py"))


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse((HOUSE / file).read_bytes(), file)


def _imports(tree: ast.AST) -> Iterator[str]:
    """Dotted names of what is imported, wherever in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def _names(tree: ast.AST) -> Iterator[str]:
    """Builtins and `module.attribute` that are used, and what is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.Name) and node.id in dir(builtins):
            yield node.id
    yield from _imports(tree)


def _room(file: str) -> str:
    return file.split("/")[0].removesuffix(".py")


def _stray_imports(file: str, tree: ast.AST) -> list[str]:
    pairs = ((name, _imported(name)) for name in _imports(tree))
    stray = (name for name, (ours, part) in pairs if not _may(file, ours, part))
    return [f"{file} imports {name}" for name in stray]


def _imported(name: str) -> tuple[bool, str]:
    """Whether it is ours, and the room or package."""
    package, _, rest = name.partition(".")
    return (True, rest.split(".")[0]) if package == "toolkit" else (False, package)


def _may(file: str, ours: bool, part: str) -> bool:
    room = _room(file)
    if (file, part) in EXCEPTIONS:
        return True
    if ours:
        return part == room or part in BELOW[room]
    return room not in OUTSIDE or part in OUTSIDE[room] or part in sys.stdlib_module_names


def _uses(file: str, tree: ast.AST, door: str) -> list[str]:
    """What goes past a door in a file that does not keep it."""
    names, keepers = DOORS[door]
    if file.startswith(keepers):
        return []
    used = {name for name in _names(tree) if any(f"{name}.".startswith(f"{n}.") for n in names)}
    return sorted(f"{file}: {name}" for name in used if (file, name) not in KEYS)


def test_every_room_has_its_place() -> None:
    assert {_room(file) for file in FILES} - {"__init__"} <= BELOW.keys()


@pytest.mark.parametrize("file", [file for file in FILES if file != "__init__.py"])
def test_imports_go_downwards(file: str) -> None:
    assert _stray_imports(file, _tree(file)) == []


@pytest.mark.parametrize("door", DOORS)
def test_a_door_has_one_keeper(door: str) -> None:
    assert [use for file in FILES for use in _uses(file, _tree(file), door)] == []


@pytest.mark.parametrize("file", EMPTY)
def test_stays_empty_so_that_what_is_small_starts_fast(file: str) -> None:
    assert _tree(file).body == []


@pytest.mark.parametrize("file", ["tasks.py", "noxfile.py"])
def test_only_tasks_knows_the_commands(file: str) -> None:
    ours = {name for name in _imports(ast.parse((ROOT / file).read_text())) if "toolkit" in name}
    assert ours == ({"toolkit.commands.namespace.namespace"} if file == "tasks.py" else set())


def test_exceptions_are_still_needed() -> None:
    imported = {(file, _imported(name)[1]) for file in FILES for name in _imports(_tree(file))}
    assert EXCEPTIONS.keys() <= imported
    assert KEYS.keys() <= {(file, name) for file in FILES for name in _names(_tree(file))}


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("catalog/tables.py", "from toolkit.database.target import Target"),
        ("services/ports.py", "import toolkit.bootstrap.step"),
        ("bootstrap/run.py", "def f():\n    from toolkit import services"),
        ("report/text.py", "from toolkit.platform import enums"),
        ("process.py", "from toolkit.settings import Settings"),
        ("catalog/tables.py", "import alembic.op"),
        ("lint/fix.py", "from sqlalchemy import text"),
    ],
)
def test_upwards_is_seen(file: str, line: str) -> None:
    assert _stray_imports(file, ast.parse(line)) != []


@pytest.mark.parametrize(
    ("door", "line"),
    [
        ("environment", "import os\nos.environ['A']"),
        ("environment", "from os import getenv"),
        ("processes", "import subprocess as s"),
        ("processes", "from subprocess import run"),
        ("printing", "print(1)"),
        ("printing", "import sys\nsys.stdout.write('')"),
        ("alembic", "from alembic import op"),
        ("docker", "import docker.errors"),
    ],
)
def test_a_second_door_is_seen(door: str, line: str) -> None:
    assert _uses("setup/new.py", ast.parse(line), door) != []

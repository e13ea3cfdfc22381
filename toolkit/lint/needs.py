"""What a project's migrations take for granted: extensions and enum types that they use, and that
none of them makes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from warnings import catch_warnings, simplefilter

from toolkit.findings import DOWNGRADE
from toolkit.lint.brought import OF_TYPE, by_python, by_sql, parsed, types
from toolkit.lint.effects import TooComplexError, Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.native_types import NATIVE
from toolkit.lint.python import constructs
from toolkit.lint.python.files import Files
from toolkit.lint.python.texts import is_hole
from toolkit.lint.python.values import Call, Class, Ref
from toolkit.lint.source import Source, decoded

WORD = r'(?:"[^"]+"|[\w-]+)'
EXTENSION = re.compile(rf"\bCREATE\s+EXTENSION\s+(IF\s+NOT\s+EXISTS\s+)?({WORD})", re.IGNORECASE)
TYPE = re.compile(rf"\bCREATE\s+(?:TYPE|DOMAIN|TABLE|VIEW)\s+(?:{WORD}\.)?({WORD})", re.IGNORECASE)
UNREADABLE = (SyntaxError, ValueError, TooComplexError, RecursionError, MemoryError)


@dataclass(frozen=True)
class Needed:
    """An extension or enum type: the file and line where it is used first, and as what. `labels`:
    of an enum type, () where the migrations do not say."""

    name: str
    where: str
    labels: tuple[str, ...] = ()


@dataclass
class Needs:
    """`made`: types that a revision makes; `unread`: files, and why."""

    extensions: dict[str, Needed] = field(default_factory=dict)
    enums: dict[str, Needed] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    unread: dict[str, str] = field(default_factory=dict)


def needs(sources: Iterable[Source]) -> Needs:
    """Of revisions, each after those that it comes after."""
    found = Needs()
    files, have = Files(), set[str]()
    with catch_warnings():
        simplefilter("ignore")  # Python's own, of what stands in the files
        for migration in _migrations(sources, files, found):
            try:
                _extensions(migration, have, found)
                _types(migration, found)
            except UNREADABLE as error:
                found.unread[migration.shown] = str(error) or type(error).__name__
    found.enums = {name: one for name, one in found.enums.items() if name not in found.made}
    return found


def _migrations(sources: Iterable[Source], files: Files, found: Needs) -> Iterator[MigrationFile]:
    for one in sources:
        try:
            migration = MigrationFile(Path(one.path), decoded(one.data), files, one.shown)
            if migration.is_migration:
                yield migration
        except UNREADABLE as error:
            found.unread[one.shown] = str(error) or type(error).__name__


def _extensions(migration: MigrationFile, have: set[str], found: Needs) -> None:
    """One that a revision makes IF NOT EXISTS is needed too: its role may not be allowed to."""
    made = dict[str, str]()
    for text, line in _texts(migration):
        for guard, name in EXTENSION.findall(text):
            made.setdefault(_plain(name), f"{migration.shown}:{line}" if guard else "")
    used = {name: f"{at}: {what}" for what, name, at in _used(migration) if name not in made}
    guarded = {n: f"{at}: CREATE EXTENSION IF NOT EXISTS" for n, at in made.items() if at}
    for name, where in (used | guarded).items():
        if name not in have:
            found.extensions.setdefault(name, Needed(name, where))
    have.update(made)


def _used(migration: MigrationFile) -> Iterator[tuple[str, str, str]]:
    """What, its extension, and the line of it."""
    for value, node in migration.ran.uses:
        for path in _paths(value):
            if name := by_python(path):
                yield path.rpartition(".")[2], name, _at(migration, node)
    for text, line in _texts(migration):
        for what, name in by_sql(text):
            yield what, name, f"{migration.shown}:{line}"


def _types(migration: MigrationFile, found: Needs) -> None:
    for event in migration.ran.events:
        if event.effect.verb is Verb.CREATE and event.effect.name.kind in ("type", "table", "view"):
            found.made.add(str(event.effect.name))
    found.made |= migration.ran.ensured
    for text, line in _texts(migration):
        found.made.update(map(_plain, TYPE.findall(text)))
        for tree in parsed(text):
            for name in sorted(types(tree) - NATIVE - OF_TYPE.keys()):
                _take(found, Needed(name, f"{migration.shown}:{line}: type {name}"))
    for value, node in migration.ran.uses:
        for one in _enums(value, node):
            where = f"{_at(migration, node)}: {one.name}"
            _take(found, Needed(_name(one, node), where, _labels(one)))


def _take(found: Needs, one: Needed) -> None:
    """The first that says its labels."""
    known = found.enums.get(one.name)
    if not is_hole(one.name) and (known is None or (one.labels and not known.labels)):
        found.enums[one.name] = one


def _enums(value: object, node: ast.AST) -> Iterator[Call]:
    one = constructs.enum(value)
    if one is not None and one.options.get("native_enum") is not False:
        yield one
    elif one is None and isinstance(value, Call):
        for inner in (*value.args, *value.options.values()):
            yield from _enums(inner, node)


def _name(one: Call, node: ast.AST) -> str:
    return str(constructs.type_name(one, node))


def _labels(one: Call) -> tuple[str, ...]:
    """() where they are not all known."""
    args = one.args
    if len(args) == 1 and isinstance(args[0], Class):
        args = tuple(n for n in args[0].attributes if not n.startswith("_"))
    return args if all(isinstance(it, str) and not is_hole(it) for it in args) else ()


def _paths(value: object) -> Iterator[str]:
    if isinstance(value, Ref | Call):
        yield value.path
    if isinstance(value, Call):
        for inner in (*value.args, *value.options.values()):
            yield from _paths(inner)


def _texts(migration: MigrationFile) -> Iterator[tuple[str, int]]:
    """SQL and names, each with its line: what is executed, and every other text of the file that is
    not of the way down."""
    for event in migration.ran.events:
        if event.text:
            yield event.text, getattr(event.node, "lineno", 1)
    ahead: list[ast.AST] = [*migration.tree.body]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.FunctionDef) and node.name == DOWNGRADE:
            continue
        if isinstance(node, ast.JoinedStr):
            yield _joined(node), node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, node.lineno
        elif isinstance(node, ast.Attribute) and _is_func(node.value):
            yield f"{node.attr}()", node.lineno
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            ahead += ast.iter_child_nodes(node)


def _is_func(node: ast.expr) -> bool:
    """SQLAlchemy's, however it was imported."""
    return "func" in (getattr(node, "attr", ""), getattr(node, "id", ""))


def _joined(node: ast.JoinedStr) -> str:
    """An f-string, with a number for what is not known."""
    parts = (one.value if isinstance(one, ast.Constant) else 1 for one in node.values)
    return "".join(map(str, parts))


def _at(migration: MigrationFile, node: ast.AST) -> str:
    return f"{migration.shown}:{getattr(node, 'lineno', 1)}"


def _plain(name: str) -> str:
    return name[1:-1] if name.startswith('"') else name.lower()

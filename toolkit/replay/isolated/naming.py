"""The naming convention of a project's metadata, which revisions leave names to, from source.

It is looked for in what env.py imports, and in what that imports; nothing of it is run.
"""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

FAR = 2
"""How many imports away from env.py it may be."""


def convention(env: Path, sources: Sequence[Path]) -> dict[str, str] | None:
    """The nearest that is written out; `sources` are where packages are."""
    seen: set[Path] = set()
    near = [env]
    for _ in range(FAR + 1):
        trees = [(file, tree) for file in near if (tree := _tree(file)) is not None]
        found = next(filter(None, (_written(tree) for _, tree in trees)), None)
        if found:
            return found
        seen.update(near)
        further = dict.fromkeys(one for file, tree in trees for one in _files(file, tree, sources))
        near = [one for one in further if one not in seen]
    return None


def _tree(file: Path) -> ast.Module | None:
    try:
        return ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None


def _written(tree: ast.Module) -> dict[str, str] | None:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "naming_convention":
            found = _literal(node.value, tree)
            if isinstance(found, dict):
                return found
    return None


def _literal(value: ast.expr, tree: ast.Module) -> Any:
    """Itself, or what the name that it is was given at the top of the file."""
    if isinstance(value, ast.Name):
        for node in tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and value.id in _targets(node):
                return _literal(node.value, tree) if node.value else None
        return None
    try:
        return ast.literal_eval(value)
    except ValueError:
        return None


def _targets(node: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [one.id for one in targets if isinstance(one, ast.Name)]


def _files(file: Path, tree: ast.Module, sources: Sequence[Path]) -> Iterator[Path]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield from _module(sources, one.name)
        elif isinstance(node, ast.ImportFrom):
            places = [file.parents[node.level - 1]] if node.level else sources
            base = [node.module] if node.module else []
            for one in node.names:
                yield from _module(places, ".".join([*base, one.name]))
            yield from _module(places, ".".join(base))


def _module(places: Sequence[Path], name: str) -> Iterator[Path]:
    for place in places:
        path = place.joinpath(*name.split("."))
        yield from (one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file())

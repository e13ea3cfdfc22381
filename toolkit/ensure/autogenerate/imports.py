"""The imports of a new migration, for its template: those that it uses, as a linter sorts them."""

import ast
from collections.abc import Iterable

BY_NAME = {
    "sa": "import sqlalchemy as sa",
    "op": "from alembic import op",
    "ensure": "from toolkit import ensure",
}


def imports(
    found: str | None, upgrades: str | None, downgrades: str | None, own: Iterable[str] = ()
) -> str:
    """`found` is what Alembic hands to the template. `own` are packages of the project itself.

    Without operations all are there that a migration written by hand begins with.
    """
    names = {name for body in (upgrades, downgrades) if body for name in _names(body)}
    lines = {*(found or "").splitlines(), *(BY_NAME[name] for name in names & BY_NAME.keys())}
    if not names:
        lines |= set(BY_NAME.values())
    mine = {line for line in lines if _package(line) in own}
    parts = [sorted(some, key=_order) for some in (lines - mine, mine) if some]
    return "\n\n".join("\n".join(part) for part in parts)


def _names(body: str) -> set[str]:
    """`body` is indented but for its first line, as Alembic hands it over."""
    tree = ast.parse(f"if True:\n    {body}")
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _package(line: str) -> str:
    return line.split()[1].partition(".")[0]


def _order(line: str) -> tuple[bool, str, str]:
    return line.startswith("from "), line.split()[1].lower(), line

"""The imports of a new migration, for its template: those that it uses, as a linter sorts them."""

import ast
from collections.abc import Iterable

ALWAYS = {"sa": "import sqlalchemy as sa", "op": "from alembic import op"}
ENSURE = "from toolkit import ensure"


def imports(
    found: str | None, upgrades: str | None, downgrades: str | None, own: Iterable[str] = ()
) -> str:
    """`found` is what Alembic hands to the template. `own` are packages of the project itself.

    Without operations all are there that a migration written by hand begins with.
    """
    bodies = [body for body in (upgrades, downgrades) if body]
    names = {name for body in bodies for name in _names(body)} if bodies else {"sa", "op"}
    lines = {*(found or "").splitlines(), *(ALWAYS[name] for name in ALWAYS if name in names)}
    if not bodies:
        lines.add(ENSURE)
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

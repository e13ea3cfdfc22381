"""Whether operations speak of a label: in a default, a check, the condition of an index."""

import ast
import re
from collections.abc import Iterable, Iterator

from alembic.autogenerate import render_op_text
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrateOperation

from toolkit.catalog.sql import literal


def using(
    context: AutogenContext, operations: Iterable[MigrateOperation], labels: Iterable[str]
) -> bool:
    """A name that reads like a label counts too."""
    said = [text for one in operations for text in _strings(render_op_text(context, one))]
    return any(says(text, label) for label in labels for text in said)


def says(text: str, label: str) -> bool:
    """As a whole, as a constant of SQL, or as an element of an array."""
    element = rf'[{{,]\s*"?{re.escape(label)}"?\s*[,}}]'
    return label == text or literal(label) in text or re.search(element, text) is not None


def _strings(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:  # not ours to render, perhaps not Python by itself
        yield source
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value

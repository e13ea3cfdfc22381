"""`'x'::regclass`, `to_regclass('x')` and their like: names that are looked up."""

from __future__ import annotations

from toolkit.lint.effects import Asked, Exists, Name
from toolkit.lint.sql.asking import Asking
from toolkit.lint.sql.facts import DATA, split
from toolkit.lint.sql.nodes import Node, known_schema
from toolkit.lint.sql.texts import evaluate

KINDS = {
    "regclass": "relation",
    "regtype": "type",
    "regproc": "function",
    "regprocedure": "function",
    "regnamespace": "schema",
    "regrole": "role",
}
TO_REGISTERED = frozenset(f"to_{one}" for one in KINDS)


def registered(kind: str, node: Node, around: Asking) -> Asked:
    """`'x'::regclass` and `to_regclass('x')`."""
    text = evaluate(node, around.answers.texts)
    if text is None:
        return DATA
    parts = split(text)
    schema = known_schema(parts[-2]) if len(parts) > 1 else ""
    return Exists(Name(KINDS[kind], schema, "", parts[-1]))

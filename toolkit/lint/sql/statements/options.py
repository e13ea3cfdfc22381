"""OPTIONS (ADD …, DROP …) of foreign tables, servers and their like."""

from __future__ import annotations

from toolkit.lint.effects import Effect, Name, Verb
from toolkit.lint.sql.nodes import Node

VERBS = {"DEFELEM_ADD": Verb.CREATE, "DEFELEM_UNSPEC": Verb.CREATE, "DEFELEM_DROP": Verb.DROP}


def options(of: Name, elements: list[Node]) -> list[Effect]:
    """`of.table` says whose they are. One that is neither ADD nor DROP nor SET is ADD."""
    name = of._replace(kind="option")
    return [
        Effect(
            VERBS.get(one.get("defaction", ""), Verb.ALTER),
            name._replace(name=one.get("defname", "")),
        )
        for one in elements
    ]


def alter_server(node: Node) -> list[Effect]:
    return _altered(node.get("servername", ""), node)


def alter_wrapper(node: Node) -> list[Effect]:
    return _altered(node.get("fdwname", ""), node)


def _altered(owner: str, node: Node) -> list[Effect]:
    elements = [one["DefElem"] for one in node.get("options", []) if "DefElem" in one]
    return options(Name("option", "", owner, ""), elements)


OPTIONS = {
    "AlterForeignServerStmt": alter_server,
    "AlterUserMappingStmt": alter_server,
    "AlterFdwStmt": alter_wrapper,
}

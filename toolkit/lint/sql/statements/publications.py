"""Publications and what is in them."""

from __future__ import annotations

from toolkit.lint.effects import Effect, Name, Verb
from toolkit.lint.sql.nodes import Node, relation


def create_publication(node: Node) -> list[Effect]:
    parts = _members(Verb.CREATE, node)
    return [Effect(Verb.CREATE, _publication(node), parts=tuple(parts))]


def alter_publication(node: Node) -> list[Effect]:
    verbs = {"AP_AddObjects": Verb.CREATE, "AP_DropObjects": Verb.DROP}
    verb = verbs.get(node.get("action", "")) if node.get("pubobjects") else None
    return _members(verb, node) if verb else [Effect(Verb.ALTER, _publication(node))]


def _publication(node: Node) -> Name:
    return Name("publication", "", "", node.get("pubname", ""))


def _members(verb: Verb, node: Node) -> list[Effect]:
    inner = [one.get("PublicationObjSpec", {}) for one in node.get("pubobjects", [])]
    names = [str(relation(one["pubtable"]["relation"])) for one in inner if "pubtable" in one]
    names += [f"schema {one['name']}" for one in inner if "name" in one]
    publication = node.get("pubname", "")
    return [Effect(verb, Name("member", "", publication, one)) for one in names]


PUBLICATIONS = {
    "CreatePublicationStmt": create_publication,
    "AlterPublicationStmt": alter_publication,
}

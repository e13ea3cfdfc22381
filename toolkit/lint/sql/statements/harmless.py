"""What comes to the same however often it is done, as long as what it is done to is there."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.lint.effects import Effect, Name, Verb
from toolkit.lint.sql.kinds import OBJECTS
from toolkit.lint.sql.nodes import Node, named, relation, role, routine, strings
from toolkit.lint.sql.statements.drops import dropped

Handler = Callable[[Node], "list[Effect]"]


def transaction(node: Node) -> list[Effect]:
    kinds = ("TRANS_STMT_COMMIT", "TRANS_STMT_COMMIT_PREPARED")
    ended = node.get("kind") in kinds
    return [Effect(Verb.COMMIT, Name("transaction", "", "", ""))] if ended else []


def commented(node: Node) -> list[Effect]:
    return _altered(node, "objtype")


def owned(node: Node) -> list[Effect]:
    return _altered(node, "objectType")


def _altered(node: Node, key: str) -> list[Effect]:
    kind = OBJECTS.get(node.get(key, ""), "")
    if "object" in node and kind:
        return [Effect(Verb.ALTER, dropped(kind, node["object"]))]
    return [Effect(Verb.ALTER, relation(node["relation"], kind))] if "relation" in node else []


def altered_function(node: Node) -> list[Effect]:
    return [Effect(Verb.ALTER, routine(node.get("func", {})))]


def altered_sequence(node: Node) -> list[Effect]:
    guarded = node.get("missing_ok", False)
    return [Effect(Verb.ALTER, relation(node["sequence"], "sequence"), guarded=guarded)]


def altered_role(node: Node) -> list[Effect]:
    return [Effect(Verb.ALTER, _role(role(node.get("role", {}))))]


def altered_statistics(node: Node) -> list[Effect]:
    name = named("statistics", strings(node.get("defnames", [])))
    return [Effect(Verb.ALTER, name, guarded=node.get("missing_ok", False))]


def refreshed(node: Node) -> list[Effect]:
    """REFRESH … CONCURRENTLY may be in a transaction."""
    return [Effect(Verb.ALTER, relation(node["relation"], "materialized view"))]


def vacuumed(node: Node) -> list[Effect]:
    """VACUUM, but not ANALYZE, cannot be in a transaction."""
    if not node.get("is_vacuumcmd"):
        return []
    inner = [one.get("VacuumRelation", {}).get("relation", {}) for one in node.get("rels", [{}])]
    return [Effect(Verb.ALTER, relation(one), concurrently=True, why="VACUUM") for one in inner]


def altered_system(_: Node) -> list[Effect]:
    name = Name("system", "", "", "")
    return [Effect(Verb.ALTER, name, concurrently=True, why="ALTER SYSTEM")]


def granted(node: Node) -> list[Effect]:
    """GRANT and REVOKE, which need what they speak of."""
    whole = node.get("targtype") == "ACL_TARGET_ALL_IN_SCHEMA"
    kind = "schema" if whole else OBJECTS.get(node.get("objtype", ""), "")
    inner = node.get("objects", [])
    tables = [relation(one["RangeVar"], kind) for one in inner if "RangeVar" in one]
    others = [dropped(kind, one) for one in inner if "RangeVar" not in one]
    return _privilege([*tables, *others], node.get("grantees", []))


def granted_roles(node: Node) -> list[Effect]:
    given = [one.get("AccessPriv", {}).get("priv_name", "") for one in node["granted_roles"]]
    return _privilege([_role(one) for one in given], node.get("grantee_roles", []))


def _privilege(needs: list[Name], roles: list[Node]) -> list[Effect]:
    needs = [*needs, *(_role(role(one.get("RoleSpec", {}))) for one in roles)]
    return [Effect(Verb.ALTER, Name("privilege", "", "", ""), needs=tuple(needs))]


def _role(name: str) -> Name:
    return Name("role", "", "", name)


HARMLESS: dict[str, Handler] = {
    "TransactionStmt": transaction,
    "CommentStmt": commented,
    "SecLabelStmt": commented,
    "AlterOwnerStmt": owned,
    "GrantStmt": granted,
    "GrantRoleStmt": granted_roles,
    "AlterFunctionStmt": altered_function,
    "AlterSeqStmt": altered_sequence,
    "AlterRoleStmt": altered_role,
    "AlterStatsStmt": altered_statistics,
    "RefreshMatViewStmt": refreshed,
    "VacuumStmt": vacuumed,
    "AlterSystemStmt": altered_system,
}

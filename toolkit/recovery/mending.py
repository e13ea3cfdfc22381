"""One object brought to what was declared, all or nothing."""

from sqlalchemy import Connection

from toolkit.catalog import reader
from toolkit.catalog.apply import apply
from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.judge import verdict
from toolkit.catalog.kinds import KINDS
from toolkit.catalog.sql import run, search_path
from toolkit.errors import DriftError


def mend(connection: Connection, one: Decision) -> None:
    """Looked at again before, for it may have come with another one, and after. In a transaction:
    where an error leaves, DriftError where rows or anything else are in the way, roll it back."""
    if _converged(connection, one):
        return
    run(connection, "SET LOCAL check_function_bodies = off")
    apply(connection, one)
    if not _converged(connection, one):
        raise DriftError(
            f"{one.declared.subject} did not come to what is declared",
            why=f"declared: {one.declared}\nrun: {'; '.join(one.sql)}",
            state="That object is as it was; what was mended before stays.",
            next="invoke drift",
        )


def _converged(connection: Connection, one: Decision) -> bool:
    kinds = [kind for kind in KINDS if one.declared.kind == kind.NAME]
    with search_path(connection, "pg_catalog"):
        there = reader.read(connection, reader.query(reader.EVERYTHING, kinds=kinds))
    return verdict(one.declared, there.get(one.declared.key)) in (Verdict.EQUAL, Verdict.MORE)

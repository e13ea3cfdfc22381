"""Running what a decision says converges an object."""

import re

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.sql import run
from toolkit.errors import DriftError


def apply(connection: Connection, decision: Decision) -> None:
    """Run `sql`, nothing where there is none. DriftError where rows do not allow it.

    Broken indexes are dropped and made again: call it in a transaction, so that a failure
    leaves what was there. Enum labels can be used only after that transaction.
    """
    try:
        for statement in decision.sql:
            run(connection, statement)
    except IntegrityError as error:
        if not of_rows(error):
            raise
        verb = "finished" if decision.verdict is Verdict.BROKEN else "made"
        what = f"{decision.declared.subject} cannot be {verb}: there are rows that do not allow it"
        why = f"declared: {decision.declared.definition}\n{_reason(error)}"
        raise rows_in_the_way(what, why) from None


def not_made(subject: str, error: IntegrityError) -> Exception:
    """What to raise where it cannot be made."""
    what = f"{subject} cannot be made: there are rows that do not allow it"
    return rows_in_the_way(what, _reason(error)) if of_rows(error) else error


def rows_in_the_way(what: str, why: str) -> DriftError:
    """`why` has no DETAIL of PostgreSQL's, which would show what is in the rows."""
    return DriftError(
        what,
        why=why,
        state="Nothing was changed by this.",
        next="Correct those rows, or declare what they allow; then run it again.",
    )


def of_rows(error: IntegrityError) -> bool:
    """Not of the catalog: there another session made the same at the same time."""
    return not re.search(r"\bpg_\w+_index\b", _reason(error))


def _reason(error: IntegrityError) -> str:
    return f"PostgreSQL says: {str(error.orig).splitlines()[0]}"

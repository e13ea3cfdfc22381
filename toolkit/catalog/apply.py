"""Running what a decision says converges an object."""

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
        raise _rows_in_the_way(decision, error) from None


def _rows_in_the_way(decision: Decision, error: IntegrityError) -> DriftError:
    subject = decision.declared.subject
    verb = "finished" if decision.verdict is Verdict.BROKEN else "made"
    return DriftError(
        f"{subject} cannot be {verb}: there are rows that do not allow it",
        why=f"declared: {decision.declared.definition}\nPostgreSQL says: {reason(error)}",
        state="Nothing was changed by this.",
        next="Correct those rows, or declare what they allow; then run it again.",
    )


def reason(error: IntegrityError) -> str:
    """PostgreSQL's own message without DETAIL, which would show what is in the rows."""
    return str(error.orig).splitlines()[0]

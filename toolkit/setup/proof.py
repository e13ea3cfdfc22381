"""Proof that it works, through the exact URLs that the application will use, all rolled back."""

import time
import traceback
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, text

from toolkit.bootstrap.checks.redis import round_trip
from toolkit.errors import NotConvergedError
from toolkit.findings import Listener, Outcome, Status
from toolkit.report.log import logger
from toolkit.settings import Settings
from toolkit.settings.reference import module

Proof = Callable[[Connection], str]


def prove(
    settings: Settings, database: sa.URL, redis_url: str | None, listener: Listener
) -> list[Outcome]:
    """One outcome a proof, its evidence in the notes. Nothing that is written stays."""
    outcomes = []
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.connect() as connection:
        for name, proof in proofs(settings):
            with connection.begin() as transaction:
                outcomes.append(_proof(name, partial(proof, connection), listener))
                transaction.rollback()
    if redis_url:
        outcomes.append(_proof("proof: redis", partial(_redis, redis_url), listener))
    return outcomes


def proofs(settings: Settings) -> Sequence[tuple[str, Proof]]:
    """The project's own where `proof` names a module of them, else the generic ones."""
    found = getattr(_own(settings), "PROOFS", None) or generic(tuple(settings.oldest))
    return [(f"proof: {name}", proof) for name, proof in found]


def hello(settings: Settings, database: sa.URL, listener: Listener) -> list[Outcome]:
    """The project's hello, where it has one: an example with fixed keys, the same each time."""
    own = _own(settings)
    if not hasattr(own, "hello"):
        return []

    def work() -> Outcome:
        with sa.create_engine(database, poolclass=sa.NullPool).begin() as connection:
            changes = tuple(own.hello(connection))
        status = Status.CHANGED if changes else Status.UNCHANGED
        return Outcome("hello", status, changes=changes)

    return [_told("hello", work, listener)]


def _own(settings: Settings) -> Any:
    return module(settings.proof, "proof", settings.root) if settings.proof else None


def _proof(name: str, proof: Callable[[], str], listener: Listener) -> Outcome:
    return _told(name, lambda: Outcome(name, Status.UNCHANGED, notes=(proof(),)), listener)


def _told(name: str, work: Callable[[], Outcome], listener: Listener) -> Outcome:
    """What goes wrong in the project's own code is a failed outcome, and no bug of ours."""
    listener.started(name)
    start = time.monotonic()
    try:
        found = work()
    except Exception as error:
        logger.info("%s: %s", name, "".join(traceback.format_exception(error)))
        known = isinstance(error, NotConvergedError)
        said = str(error) if known else f"{type(error).__name__}: {error}"
        found = Outcome(name, Status.FAILED, notes=(said,))
    outcome = replace(found, seconds=time.monotonic() - start)
    listener.finished(outcome)
    return outcome


def generic(extensions: Sequence[str]) -> tuple[tuple[str, Proof], ...]:
    """What every hive can show, and what its extensions add."""
    by_extension = (("vector", "vector", _vector), ("pg_trgm", "trigram", _trigram))
    return (
        ("write", _write),
        ("enum", _enum),
        *((name, proof) for needed, name, proof in by_extension if needed in extensions),
    )


def _write(connection: Connection) -> str:
    word = uuid.uuid4().hex
    connection.execute(text("CREATE TEMPORARY TABLE hive_proof (word text NOT NULL)"))
    connection.execute(text("INSERT INTO hive_proof VALUES (:word)"), {"word": word})
    found = connection.scalar(text("SELECT word FROM hive_proof"))
    _expect(found == word, f"wrote {word}, read {found}")
    return "a row written and read back"


def _enum(connection: Connection) -> str:
    connection.execute(text("CREATE TYPE pg_temp.hive_mood AS ENUM ('calm', 'busy')"))
    found = connection.scalar(text("SELECT 'busy'::pg_temp.hive_mood > 'calm'"))
    _expect(found is True, "labels are not in their declared order")
    return "an enum type made, its labels in order"


def _vector(connection: Connection) -> str:
    memories = "(VALUES ('near', '[1,2,3]'::vector), ('far', '[9,9,9]')) AS m(word, v)"
    query = f"SELECT word FROM {memories} ORDER BY v <-> '[1,2,4]' LIMIT 1"  # noqa: S608
    found = connection.scalar(text(query))
    _expect(found == "near", f"the nearest of two vectors is {found}")
    return "the nearest of two vectors found"


def _trigram(connection: Connection) -> str:
    query = "SELECT word FROM unnest(ARRAY['bootstrap', 'shutdown']) AS w(word)"
    found = connection.scalar(text(query + " ORDER BY similarity(word, 'bootsrtap') DESC LIMIT 1"))
    _expect(found == "bootstrap", f"the word most like 'bootsrtap' is {found}")
    return "a misspelt word found"


def _redis(url: str) -> str:
    problem = round_trip(url)
    _expect(problem is None, str(problem))
    return "a value written, read and deleted"


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise NotConvergedError(f"not proved: {otherwise}")

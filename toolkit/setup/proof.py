"""Proof that it works, through the exact URLs that the application will use, all rolled back."""

import time
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, text

from toolkit.errors import NotConvergedError
from toolkit.findings import Listener, Outcome, Status
from toolkit.services.redis import client
from toolkit.settings import Settings
from toolkit.setup import references

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
                outcomes.append(_one(name, partial(proof, connection), listener))
                transaction.rollback()
    if redis_url:
        outcomes.append(_one("proof: redis", partial(redis_round_trip, redis_url), listener))
    return outcomes


def proofs(settings: Settings) -> Sequence[tuple[str, Proof]]:
    """The project's own where `proof` names a module of them, else the generic ones."""
    own: Any = references.module(settings.proof, "proof", settings.root) if settings.proof else None
    found = getattr(own, "PROOFS", None) or generic(settings.extensions)
    return [(f"proof: {name}", proof) for name, proof in found]


def hello(settings: Settings, database: sa.URL, listener: Listener) -> list[Outcome]:
    """The project's hello, where it has one: an example with fixed keys, the same each time."""
    own: Any = references.module(settings.proof, "proof", settings.root) if settings.proof else None
    if not hasattr(own, "hello"):
        return []
    listener.started("hello")
    start = time.monotonic()
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.begin() as connection:
        changes = tuple(own.hello(connection))
    status = Status.CHANGED if changes else Status.UNCHANGED
    outcome = Outcome("hello", status, time.monotonic() - start, changes)
    listener.finished(outcome)
    return [outcome]


def _one(name: str, proof: Callable[[], str], listener: Listener) -> Outcome:
    listener.started(name)
    start = time.monotonic()
    try:
        outcome = Outcome(name, Status.UNCHANGED, notes=(proof(),))
    except (NotConvergedError, sa.exc.SQLAlchemyError) as error:
        outcome = Outcome(name, Status.FAILED, notes=(str(error),))
    outcome = Outcome(name, outcome.status, time.monotonic() - start, notes=outcome.notes)
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


def redis_round_trip(url: str) -> str:
    """A value written, read and deleted under a key of its own that expires by itself."""
    key, word = f"hive:proof:{uuid.uuid4().hex}", uuid.uuid4().hex
    with client(url) as redis:
        redis.set(key, word, ex=60)
        found = redis.getdel(key)
    _expect(found == word.encode(), f"Redis was given {word} and returned {found!r}")
    return "a value written, read and deleted"


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise NotConvergedError(f"not proved: {otherwise}")

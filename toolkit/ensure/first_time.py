"""The last resort: a block that nothing else here can say, run once; what it made is remembered."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

from collections.abc import Iterator, Sequence
from contextlib import suppress

from alembic import op
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.catalog import reader
from toolkit.catalog.sql import array, block, run, search_path
from toolkit.ensure.context import emit, offline
from toolkit.ensure.once import MADE, marker
from toolkit.errors import DriftError, UsageError

# The table is older than what a block makes.
_COLUMN = """IF NOT EXISTS (SELECT FROM pg_catalog.pg_attribute
    WHERE attrelid = 'hive.once'::pg_catalog.regclass AND attname = 'made') THEN
    ALTER TABLE hive.once ADD COLUMN made text[] NOT NULL DEFAULT '{}';
  END IF;"""


def first_time(key: str) -> Iterator[None]:
    """`for _ in ensure.first_time("KEY"):` runs its block unless that was done under this key.

    For what cannot be said so that it converges: rows that Python makes of what it has read, a
    column that takes another's place, a helper's schema. The marker in hive.once, which `no_once`
    forgets, is committed with the block or not at all. DriftError: it was run, and something that
    it made is gone. UsageError: there is no transaction. In a script (`--sql`) the block stands as
    it is, and a second run of the script stops there.
    """
    if offline():
        emit(_prepared())
        emit(f"INSERT INTO hive.once (key) VALUES ({marker(key)})")
        yield
        return
    connection = op.get_bind()
    _in_transaction(connection, key)
    run(connection, _prepared())
    if not _claimed(connection, key):
        _still_there(connection, key)
        return
    before = set(_parts(connection))
    try:
        yield
    except GeneratorExit:  # break, return, or an error that somebody catches: it was not done
        with suppress(DBAPIError):  # what aborted the transaction takes the marker with it
            run(connection, f"DELETE FROM hive.once WHERE key = {marker(key)}")
        raise
    made = [one for one in _parts(connection) if one not in before]
    listed = array(made) if made else "'{}'"
    run(connection, f"UPDATE hive.once SET made = {listed} WHERE key = {marker(key)}")


def _prepared() -> str:
    return block(f"BEGIN\n  {MADE}\n  {_COLUMN}\nEND")


def _claimed(connection: Connection, key: str) -> bool:
    claim = f"INSERT INTO hive.once (key) VALUES ({marker(key)}) ON CONFLICT DO NOTHING"
    return bool(run(connection, f"{claim} RETURNING key"))


def _parts(connection: Connection) -> Sequence[str]:
    """All that there is, by kind and name: what is altered later is still there."""
    words = "pg_catalog.concat_ws('.', nullif(schema, ''), nullif(relation, ''), name)"
    with search_path(connection, "pg_catalog"):
        rows = run(connection, f"SELECT kind || ' ' || {words} FROM ({_EVERYTHING}) q")
    return [str(one) for (one,) in rows]


_EVERYTHING = reader.query(reader.EVERYTHING)


def _in_transaction(connection: Connection, key: str) -> None:
    """However it was left: two statements of one transaction have the same number."""
    number = "SELECT pg_catalog.txid_current()"
    if run(connection, number) != run(connection, number):
        raise UsageError(
            f"ensure.first_time({key!r}) is outside of a transaction",
            why="A run that died within its block would leave half of it, and nobody would know.",
            state="None of it was done.",
            next="Use it outside of autocommit_block().",
        )


def _still_there(connection: Connection, key: str) -> None:
    rows = run(connection, f"SELECT unnest(made) FROM hive.once WHERE key = {marker(key)}")
    there = set(_parts(connection)) if rows else set()
    gone = [str(one) for (one,) in rows if one not in there]
    if gone:
        raise DriftError(
            f"What ensure.first_time({key!r}) made is not there any more: {', '.join(gone)}",
            why="The block was run, as its marker in hive.once says, and is run only once.",
            state="Nothing was changed for it.",
            next=f"Make it by hand; or ensure.no_once({key!r}), and the block is run again.",
        )

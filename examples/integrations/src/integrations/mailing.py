"""The work: a mailing is one letter to each reader."""

from collections.abc import Sequence
from functools import cache

from dbos import DBOS
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql import insert

from integrations.models import letters
from integrations.settings import database

QUEUE = "mailings"


@cache
def engine() -> Engine:
    """It looks whether a connection lives before it hands it out."""
    return create_engine(database(), pool_pre_ping=True)


@DBOS.workflow(name="mailing")
def mailing(name: str, readers: Sequence[str]) -> int:
    """How many letters were sent. Killed at any moment, it goes on behind what is recorded."""
    for reader in readers:
        send(name, reader)
    return len(readers)


@DBOS.step(name="send")
def send(mailing: str, reader: str) -> None:
    """May be done twice: a kill can come between the letter and DBOS's record of it. The key is
    fixed, so it stays one letter; `tries` tells how often it was begun."""
    row = insert(letters).values(mailing=mailing, reader=reader, tries=1)
    again = row.on_conflict_do_update(
        index_elements=["mailing", "reader"], set_={"tries": letters.c.tries + 1}
    )
    with engine().begin() as connection:
        connection.execute(again)

"""A session that is used again and again: connecting takes longer than most that is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from sqlalchemy import URL, Connection, Engine

from toolkit.database.connect import Session, dial, end, engine, renewed


@dataclass
class Line:
    """To one database; nothing is dialled before it is asked for."""

    url: URL
    _kept: tuple[Session, Engine] | None = field(default=None, repr=False)

    @contextmanager
    def connected(self) -> Iterator[tuple[Session, Connection]]:
        """A session as good as a new one, of which nobody else knows until the block ends."""
        kept, self._kept = self._kept, None
        session, through = kept or _dialled(self.url)
        try:
            with through.connect() as connection:
                yield session, connection
        except BaseException:
            end(session)
            raise
        self._keep(session, through)

    def close(self) -> None:
        """Nobody is connected afterwards."""
        if self._kept:
            end(self._kept[0])
            self._kept = None

    def _keep(self, session: Session, through: Engine) -> None:
        self.close()
        try:
            self._kept = renewed(session), through
        except psycopg.Error:  # whoever had it closed it
            end(session)


def _dialled(url: URL) -> tuple[Session, Engine]:
    session = dial(url)
    return session, engine(session)

"""Whether pgvector runs on this processor: tried once for each payload, in a transaction undone."""

import re
from pathlib import Path
from signal import SIGILL

import psycopg
from sqlalchemy import URL

from toolkit.errors import ServiceError
from toolkit.services import access
from toolkit.services.deadline import Deadline
from toolkit.services.embedded import cpu

_END = re.compile(rb"was terminated by signal (?P<signal>\d+)|exited with exit code")
_DISTANCE = "SELECT '[1,2,3]'::vector <-> '[3,2,1]'::vector"


def once(admin: URL, payload: str, state: Path, since: int, seconds: float) -> None:
    """The test, unless this payload has passed it here; CpuError."""
    passed = state / "vector-works"
    if not passed.exists() or passed.read_text("utf-8") != payload:
        vector(admin, state / "server.log", since, seconds)
        passed.write_text(payload, encoding="utf-8")


def vector(admin: URL, log: Path, since: int, seconds: float) -> None:
    """CpuError when the server's log says that the backend met an illegal instruction."""
    try:
        with (
            access.connect(admin, seconds) as connection,
            connection.transaction(force_rollback=True),
        ):
            connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
            connection.execute(_DISTANCE)
    except psycopg.errors.FeatureNotSupported:
        return  # a payload without pgvector: whoever needs it will say so
    except psycopg.Error as error:
        if error.sqlstate is None and killed_by(log, since, Deadline.after(seconds)) == SIGILL:
            raise cpu.lacking("its self-test met an illegal instruction") from None
        raise ServiceError(
            "the self-test of pgvector failed", why=str(error).strip(), next="invoke logs"
        ) from None


def killed_by(log: Path, since: int, deadline: Deadline) -> int | None:
    """The signal of which a backend died after the byte `since`: the postmaster says so a moment
    after its client has noticed. None where it ended otherwise, or nothing is said."""

    def said() -> re.Match[bytes] | None:
        with log.open("rb") as file:
            file.seek(since)
            return _END.search(file.read())

    found = deadline.until(said)
    return int(found["signal"]) if found and found["signal"] else None

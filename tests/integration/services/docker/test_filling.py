"""A volume that fills up while it is served: who writes is told, and so is the next start."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from toolkit.errors import DiskFullError
from toolkit.services import access
from toolkit.services.deadline import Deadline

from .hives import SECONDS, Hive, asked, filled, kept

SIZE = "160m"
BALLAST = "/var/lib/postgresql/17/ballast"
ROWS = "INSERT INTO filling SELECT repeat(md5(i::text), 30) FROM generate_series(1, 1000) AS i"


@pytest.fixture
def beside(hive: Hive, base_image: str, by_hand: dict[str, str]) -> Iterator[Any]:
    """A container that has the volume too: one in memory is gone when nobody has it."""
    hive.volume(type="tmpfs", device="tmpfs", o=f"size={SIZE},mode=1777")
    beside = hive.engine.client.containers.run(
        base_image, ["sleep", "infinity"], detach=True, init=True, labels=by_hand,
        network_mode="none", volumes=[f"{hive.name}-postgres:/var/lib/postgresql"],
    )  # fmt: skip
    yield beside
    beside.remove(force=True)


def ballast(beside: Any) -> None:
    """Leave room for two segments of the write-ahead log, and a little."""
    rest = "$(df --output=avail -k /var/lib/postgresql | tail -n 1)"
    command = f"head -c $(({rest} - 40000))K /dev/zero > {BALLAST}"
    assert beside.exec_run(["sh", "-euc", command]).exit_code == 0


def write(hive: Hive) -> None:
    """Until the server says no; what is written is emptied again, so that only the log grows."""
    with access.connect(hive.postgres._own(), 10) as connection:
        connection.execute("CREATE TABLE filling (word text)")
        while True:
            connection.execute(ROWS)
            connection.execute("TRUNCATE filling")


def restarting(hive: Hive) -> bool:
    """It fails again and again, and the engine waits before it starts it once more."""
    return bool(hive.container().status == "restarting")


@pytest.mark.parametrize("settled", [True, False], ids=["a while after", "at once"])
def test_the_log_has_no_room(hive: Hive, beside: Any, settled: bool) -> None:
    """PostgreSQL ends then, and does not begin again before it has room."""
    filled(hive)
    ballast(beside)
    with pytest.raises(psycopg.OperationalError, match="No space left on device"):
        write(hive)
    if settled:
        assert Deadline.after(SECONDS).until(lambda: restarting(hive))
    for _ in range(2):
        begun = time.monotonic()
        with pytest.raises(DiskFullError, match=f"volume {hive.name}-postgres is full"):
            hive.postgres.start(SECONDS)
        assert time.monotonic() - begun < SECONDS / 2
        assert hive.container().status == "exited"
        assert hive.postgres.unhealthy()
    assert beside.exec_run(["rm", BALLAST]).exit_code == 0
    assert kept(hive)
    assert hive.postgres.unhealthy() is None


def test_the_tables_have_no_room(hive: Hive, beside: Any) -> None:
    """PostgreSQL goes on and says so to whoever writes."""
    url = hive.postgres.start(SECONDS)
    filled(hive)
    asked(url, "CREATE TABLE filling (word text)")
    ballast(beside)
    assert beside.exec_run(["sh", "-c", f"cat /dev/zero >> {BALLAST}"]).exit_code
    with pytest.raises(psycopg.errors.DiskFull, match="No space left on device"):
        asked(url, ROWS)
    assert hive.postgres.unhealthy() is None
    assert kept(hive)
    assert beside.exec_run(["rm", BALLAST]).exit_code == 0
    asked(url, ROWS)
    assert asked(url, "SELECT count(*) FROM filling") == 1000

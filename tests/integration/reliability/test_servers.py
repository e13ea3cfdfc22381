"""What state a server may be in."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.integration.database.conftest import error, old_server
from tests.integration.reliability.ground import PASSWORD, Ground, execute, sampled
from tests.integration.reliability.grounds import settled
from tests.integration.reliability.proxy import Proxy
from toolkit.catalog.sql import ident, literal
from toolkit.services import ports
from toolkit.services.embedded.postgres import EmbeddedPostgres
from toolkit.services.embedded.user import server_user
from toolkit.setup import run_folder

FULL = pytest.mark.full
TYPED = pytest.param("typed", marks=FULL)
REAL = [pytest.param("real", marks=FULL)] if os.geteuid() == 0 else []
"""What only root can arrange."""
passing = pytest.mark.parametrize("way", ["waiting", "again", TYPED])
STEPS = ("role", "extensions", "enum types", "migrations", "run revision a2 (names)",
         "enum labels", "reference rows", "trigram similarity", "single head")  # fmt: skip


def go(ground: Ground, way: str) -> Callable[..., Any]:
    return ground.typed if way == "typed" else ground.bootstrap


@passing
def test_refused(ground: Ground, proxy: Proxy, way: str) -> None:
    proxy.refuse()
    ground.passes(way, proxy.lift, proxy.before(ground.url))


@pytest.mark.parametrize(
    "text", sampled("is starting up", "is not yet accepting connections", every=2)
)
@passing
def test_starting(ground: Ground, proxy: Proxy, way: str, text: str) -> None:
    proxy.greeting = error("57P03", f"the database system {text}")
    ground.passes(way, proxy.lift, proxy.before(ground.url))


@passing
def test_shutting_down(ground: Ground, proxy: Proxy, way: str) -> None:
    proxy.greeting = error("57P03", "the database system is shutting down")
    ground.passes(way, proxy.lift, proxy.before(ground.url))


@pytest.mark.parametrize("step", sampled(*STEPS, every=4))
def test_sessions_ended(ground: Ground, step: str) -> None:
    """As a server does that shuts down, or an administrator."""
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    told = list[str]()

    def when(text: str) -> None:
        if text == step:
            told.append(text)
            ground.execute(f"SELECT pg_terminate_backend(pid) {others}")

    ended = ground.bootstrap(when=when)
    assert told == [step], str(ended)
    ground.goes_on(ended, ground.url)


@passing
def test_recovering(ground: Ground, proxy: Proxy, way: str) -> None:
    proxy.greeting = error("57P03", "the database system is in recovery mode")
    ground.passes(way, proxy.lift, proxy.before(ground.url))


@pytest.mark.parametrize("way", ["here", TYPED])
def test_read_only(ground: Ground, way: str) -> None:
    ground.execute(f'ALTER DATABASE "{ground.url.database}" SET default_transaction_read_only = on')
    ground.refused(go(ground, way)(), "denied")


@contextmanager
def standby() -> Iterator[Ground]:
    """On a server of its own, which only follows, and is never told anything new."""
    folder = Path(tempfile.mkdtemp(prefix="hive-test-", dir=run_folder.place()))
    postgres = EmbeddedPostgres(
        state=folder / "postgres", port=ports.free()[0], database="own", role="own",
        password=uuid.uuid4().hex, options=("fsync=off",),
    )  # fmt: skip
    try:
        postgres.start(60)
        with settled(postgres.admin_url(), folder) as home, home.ground() as ground:
            postgres.stop()
            signal = folder / "postgres/data/standby.signal"
            signal.touch()
            if user := server_user(signal.parent):
                shutil.chown(signal, user.uid, user.gid)
            postgres.start(60)
            try:
                yield ground
            finally:
                if signal.exists():
                    promote(ground)
    finally:
        postgres.stop()
        shutil.rmtree(folder)


def promote(ground: Ground) -> None:
    """Have its recovery end."""
    assert ground.execute("SELECT pg_promote()") == [(True,)]


@FULL
@pytest.mark.parametrize("way", ["here", "typed"])
def test_hot_standby(way: str, cases: Callable[[int], None]) -> None:
    """That it is one is told; once it was promoted, the same command converges."""
    with standby() as ground:
        ground.refused(go(ground, way)(), "connect")
        ground.passes("waiting" if way == "here" else way, lambda: promote(ground), ground.url)
    cases(2)


FULL_HOUSE = (
    "sorry, too many clients already",
    "remaining connection slots are reserved for non-replication superuser connections",
    'remaining connection slots are reserved for roles with the "SUPERUSER" attribute',
)


@pytest.mark.parametrize("limit", sampled(0, 1, *FULL_HOUSE, every=4))
@passing
def test_too_many_connections(ground: Ground, proxy: Proxy, way: str, limit: int | str) -> None:
    """No session for us, or one and not the next; of the whole server, from the fake."""
    if isinstance(limit, str):
        proxy.greeting = error("53300", limit)
        return ground.passes(way, proxy.lift, proxy.before(ground.url))
    change = f'ALTER DATABASE "{ground.url.database}" CONNECTION LIMIT'
    ground.execute(f"{change} {limit}")
    return ground.passes(way, lambda: ground.execute(f"{change} -1"), ground.url)


@pytest.mark.parametrize("way", ["here", TYPED])
def test_other_major_version(ground: Ground, proxy: Proxy, way: str) -> None:
    proxy.greeting = old_server()
    ground.refused(go(ground, way)(proxy.before(ground.url)), "server-version")


@contextmanager
def gremlin(ground: Ground, does: str) -> Iterator[Callable[[], None]]:
    """In the revision the server does this; what ends that."""
    ground.execute(
        "CREATE SCHEMA gremlin",
        "CREATE FUNCTION gremlin.does() RETURNS event_trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {does}; END $$",
        "CREATE EVENT TRIGGER gremlin ON ddl_command_start WHEN TAG IN ('ALTER TABLE')"
        " EXECUTE FUNCTION gremlin.does()",
    )

    def over() -> None:
        ground.execute(
            "DROP EVENT TRIGGER IF EXISTS gremlin", "DROP SCHEMA IF EXISTS gremlin CASCADE"
        )

    yield over
    over()


@contextmanager
def crowded(ground: Ground) -> Iterator[Callable[[], None]]:
    """The database is on a small disk on which nothing is left; what makes room there."""
    disk = Path(tempfile.mkdtemp(prefix="hive-test-"))
    name = disk.name.replace("-", "_")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", disk], check=True)
    try:
        shutil.chown(disk, *owner(ground))
        server = ground.admin.set(database="postgres")
        move = f'ALTER DATABASE "{ground.url.database}" SET TABLESPACE'
        execute(server, f"CREATE TABLESPACE {name} LOCATION '{disk}'", f"{move} {name}")
        ballast = disk / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        yield ballast.unlink
        execute(server, f"{move} pg_default", f"DROP TABLESPACE {name}")
    finally:
        subprocess.run(["umount", disk], check=True)
        disk.rmdir()


def owner(ground: Ground) -> tuple[int, int]:
    """As whom the server runs."""
    with sa.create_engine(ground.admin, poolclass=sa.NullPool).connect() as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        found = Path(f"/proc/{pid}").stat()
    return found.st_uid, found.st_gid


MORE = ("citext", "cube", "hstore", "intarray", "isn", "ltree")


@pytest.mark.parametrize("way", ["here", TYPED, *REAL])
def test_disk_full(ground: Ground, way: str, cases: Callable[[int], None]) -> None:
    """Said in the revision, or a disk that really is; once there is room, it converges."""
    cases(2)
    if way == "real":
        with crowded(ground) as make_room:
            ground.refused(ground.bootstrap(extensions=("pg_trgm", *MORE)), "disk-full")
            make_room()
            ended = ground.bootstrap(extensions=("pg_trgm", *MORE))
            ground.execute(*(f"DROP EXTENSION {one}" for one in reversed(MORE)))
            return ground.converged(ended)
    with gremlin(ground, "RAISE disk_full USING MESSAGE = 'no space left on device'"):
        ended = go(ground, way)()
    ground.refused(ended, "disk-full")
    return ground.converged(go(ground, way)())


@pytest.mark.parametrize("way", ["here", TYPED])
def test_out_of_memory(ground: Ground, way: str, cases: Callable[[int], None]) -> None:
    """Of the memory that sessions share: the revision takes more locks than it has room for."""
    with gremlin(ground, "PERFORM pg_advisory_xact_lock(n) FROM generate_series(1, 1000000) AS n"):
        ended = go(ground, way)()
    assert "53200" in ended.error["why"], str(ended)
    ground.refused(ended, "migration")
    ground.converged(go(ground, way)())
    cases(2)


@pytest.mark.parametrize("way", ["here", TYPED])
def test_statement_timeout(ground: Ground, way: str) -> None:
    """Of the database, shorter than the revision takes."""
    ground.execute(f"ALTER DATABASE \"{ground.url.database}\" SET statement_timeout = '1s'")
    with gremlin(ground, "PERFORM pg_sleep(60)"):
        ended = go(ground, way)()
    ground.refused(ended, "migration")


@passing
def test_a_long_reader(ground: Ground, way: str) -> None:
    """It holds a lock that the revision needs; no lock_timeout of ours ends that."""
    reader = sa.create_engine(ground.admin, poolclass=sa.NullPool).connect()
    reader.exec_driver_sql("SELECT count(*) FROM users")
    ground.passes(way, reader.close, ground.url, "locked")
    reader.close()


@pytest.mark.parametrize("moment", ["before", "meanwhile", TYPED])
def test_password_changed(ground: Ground, moment: str) -> None:
    """Before it begins; or between our own session and that of env.py."""

    def change(password: str) -> None:
        role = ident(str(ground.url.username))
        ground.execute(f"ALTER ROLE {role} PASSWORD {literal(password)}")

    def when(text: str) -> None:
        if text == "migrations":
            change("n3w-and-unknown")

    try:
        if moment == "meanwhile":
            ended = ground.bootstrap(when=when)
        else:
            change("n3w-and-unknown")
            ended = go(ground, moment)()
    finally:
        change(PASSWORD)
    ground.refused(ended, "connect")


@pytest.mark.parametrize("way", ["here", TYPED])
def test_certificate_required(ground: Ground, proxy: Proxy, way: str) -> None:
    proxy.greeting = error("28000", "connection requires a valid client certificate")
    ground.refused(go(ground, way)(proxy.before(ground.url)), "connect")


@pytest.mark.parametrize("mode", ["transaction", "statement"])
@pytest.mark.parametrize("way", ["here", TYPED])
def test_pooler_of_transactions(
    ground: Ground, pgbouncer: Callable[..., Any], way: str, mode: str
) -> None:
    with pgbouncer(mode, 5) as url:
        ended = go(ground, way)(ground.admin.set(port=url.port))
    ground.refused(ended, "pooler")


@pytest.mark.parametrize("way", ["here", TYPED])
def test_pooler_of_sessions(ground: Ground, pgbouncer: Callable[..., Any], way: str) -> None:
    with pgbouncer("session", 5) as url:
        ground.converged(go(ground, way)(ground.admin.set(port=url.port)))

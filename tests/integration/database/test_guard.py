"""While a guard stands: whichever driver, however it is called, wherever it leads."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec

import asyncpg
import psycopg
import psycopg.conninfo
import pytest
import sqlalchemy as sa
from asyncpg import connect_utils

from toolkit.database.connect import dial
from toolkit.database.guard import Guard
from toolkit.database.target import Target
from toolkit.errors import IdentityError

Connect = Callable[[sa.URL], object]


@pytest.fixture
def guard(database: sa.URL) -> Iterator[Guard]:
    session = dial(database)
    yield Guard(Target(database), session.facts)
    session.raw.close()


def parts(url: sa.URL, name: str = "dbname") -> dict[str, object]:
    return {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        name: url.database,
    }


def psycopg_direct(url: sa.URL) -> object:
    with psycopg.connect(**parts(url)) as connection:
        return connection.execute("SELECT current_database()").fetchone()[0]


def psycopg_of_a_class_of_its_own(url: sa.URL) -> object:
    class Own(psycopg.Connection):
        def cursor(self, *args, **options):
            raise AssertionError("the guard looks with a cursor of its own")

    with Own.connect(**parts(url)) as connection:
        return psycopg.Cursor(connection).execute("SELECT current_database()").fetchone()[0]


def psycopg_async(url: sa.URL) -> object:
    async def main() -> object:
        async with await psycopg.AsyncConnection.connect(**parts(url)) as connection:
            cursor = await connection.execute("SELECT current_database()")
            return (await cursor.fetchone())[0]

    return asyncio.run(main())


def asyncpg_direct(url: sa.URL) -> object:
    async def main() -> object:
        connection = await asyncpg.connect(**parts(url, "database"))
        try:
            return await connection.fetchval("SELECT current_database()")
        finally:
            await connection.close()

    return asyncio.run(main())


def asyncpg_pool(url: sa.URL) -> object:
    async def main() -> object:
        options = parts(url, "database")
        async with asyncpg.create_pool(**options, min_size=1, max_size=2) as pool:
            return await pool.fetchval("SELECT current_database()")

    return asyncio.run(main())


def asyncpg_standby(url: sa.URL) -> object:
    """A statement of the driver's own would come before the caller has the connection."""

    async def main() -> object:
        options = parts(url, "database")
        connection = await asyncpg.connect(**options, target_session_attrs="primary")
        try:
            return await connection.fetchval("SELECT current_database()")
        finally:
            await connection.close()

    return asyncio.run(main())


def psycopg2_direct(url: sa.URL) -> object:
    import psycopg2

    connection = psycopg2.connect(**parts(url))
    cursor = connection.cursor()
    cursor.execute("SELECT current_database()")
    name = cursor.fetchone()[0]
    connection.close()
    return name


def sqlalchemy_with_a_creator(url: sa.URL) -> object:
    def creator() -> object:
        return psycopg.connect(**parts(url))

    engine = sa.create_engine("postgresql+psycopg://", creator=creator, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT current_database()").scalar_one()


def sqlalchemy_async(url: sa.URL) -> object:
    from sqlalchemy.ext.asyncio import create_async_engine

    async def main() -> object:
        engine = create_async_engine(url.set(drivername="postgresql+asyncpg"))
        try:
            async with engine.connect() as connection:
                found = await connection.exec_driver_sql("SELECT current_database()")
                return found.scalar_one()
        finally:
            await engine.dispose()

    return asyncio.run(main())


PSYCOPG2 = pytest.mark.skipif(not find_spec("psycopg2"), reason="psycopg2 is not installed")
WAYS = [
    psycopg_direct,
    psycopg_of_a_class_of_its_own,
    psycopg_async,
    asyncpg_direct,
    asyncpg_pool,
    asyncpg_standby,
    pytest.param(psycopg2_direct, marks=PSYCOPG2),
    sqlalchemy_with_a_creator,
    sqlalchemy_async,
]


@pytest.mark.parametrize("way", WAYS)
def test_to_the_target_it_is_let_through(way: Connect, guard: Guard, database: sa.URL) -> None:
    with guard.standing():
        assert way(database) == database.database
    assert len(set(guard.pids)) == len(guard.pids) >= 1
    assert guard.refused == []


@pytest.mark.parametrize("way", WAYS)
def test_to_another_database_it_is_refused(way: Connect, guard: Guard, server: sa.URL) -> None:
    with pytest.raises(IdentityError) as caught, guard.standing():
        way(server)
    assert f'It went to database "{server.database}" at 127.0.0.1:{server.port}' in caught.value.why
    assert guard.pids == []
    assert idle(server, dict(parts(server))) == 0


def idle(server: sa.URL, options: dict[str, object]) -> int:
    """Sessions in the other database whose last statement was not the guard's question."""
    sql = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND backend_type = 'client backend' AND pid <> pg_backend_pid()
        AND state <> 'idle' AND query NOT LIKE '%pg_postmaster_start_time%'"""
    with psycopg.connect(**options) as connection:
        row = connection.execute(sql).fetchone()
    return row[0]


@pytest.mark.parametrize("way", WAYS)
def test_what_swallows_it_does_not_hide_it(way: Connect, guard: Guard, server: sa.URL) -> None:
    with pytest.raises(IdentityError), guard.standing(), suppress(IdentityError):
        way(server)


def test_another_error_after_it_does_not_hide_it(guard: Guard, server: sa.URL) -> None:
    def ends_the_program() -> None:
        with suppress(IdentityError):
            psycopg_direct(server)
        raise SystemExit(1)

    with pytest.raises(IdentityError), guard.standing():
        ends_the_program()


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_left_of_it(way: Connect, guard: Guard, server: sa.URL) -> None:
    finders, insides = list(sys.meta_path), inside_of_drivers()
    with guard.standing():
        assert inside_of_drivers() != insides
    assert way(server) == server.database
    assert sys.meta_path == finders
    assert inside_of_drivers() == insides


def inside_of_drivers() -> list[object]:
    return [psycopg.BaseConnection.__init__, connect_utils._connect_addr]


LATE = """
import sys
import sqlalchemy as sa
from toolkit.database.connect import dial
from toolkit.database.guard import Guard
from toolkit.database.target import Target
from toolkit.errors import IdentityError

target, elsewhere = sa.make_url(sys.argv[1]), sa.make_url(sys.argv[2])
options = dict(host=elsewhere.host, port=elsewhere.port, user=elsewhere.username,
               password=elsewhere.password, database=elsewhere.database)
assert not {"asyncpg", "psycopg2"} & sys.modules.keys()
guard = Guard(Target(target), dial(target).facts)
try:
    with guard.standing():
        """
DRIVERS = {
    "asyncpg": "import asyncio, asyncpg; asyncio.run(asyncpg.connect(**options))",
    "psycopg2": "import psycopg2; psycopg2.connect(**options)",
}


@pytest.mark.parametrize("name", DRIVERS)
def test_a_driver_that_is_imported_while_it_stands(
    name: str, database: sa.URL, server: sa.URL
) -> None:
    """In a process of its own: no driver bears to be imported twice."""
    pytest.importorskip(name)
    code = LATE + DRIVERS[name] + "\nexcept IdentityError as error:\n    print(error.why)"
    urls = [url.render_as_string(hide_password=False) for url in (database, server)]
    done = subprocess.run([sys.executable, "-c", code, *urls], capture_output=True, text=True)
    assert f'It went to database "{server.database}"' in done.stdout, done.stderr


def test_a_role_that_may_not_know_the_cluster(guard: Guard, database: sa.URL) -> None:
    """It may ask everything else, which is enough to be told apart."""
    role = f"{database.database}_blind"
    with psycopg.connect(**parts(database), autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'blind'")
        admin.execute("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC")
        try:
            with guard.standing():
                for way in (psycopg_direct, psycopg_async, asyncpg_direct):
                    assert way(database.set(username=role, password="blind")) == database.database
        finally:
            admin.execute("GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC")
            admin.execute(f"DROP ROLE {role}")


@pytest.mark.parametrize("way", WAYS)
def test_while_files_are_only_read_nobody_is_let_through(way: Connect, database: sa.URL) -> None:
    guard = Guard()

    def reads() -> None:
        with suppress(IdentityError):
            way(database)

    with guard.standing():
        reads()
        with pytest.raises(IdentityError, match="when it is imported"):
            way(database)
    assert len(guard.refused) >= 2

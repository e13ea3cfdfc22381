"""Projects that connect wherever they like: each is refused, and elsewhere nothing happens."""

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.database.connect import dial, sqlalchemy
from toolkit.database.migrations import Migrations, Site
from toolkit.database.target import Target
from toolkit.errors import IdentityError
from toolkit.services import ports
from toolkit.services.embedded.postgres import EmbeddedPostgres
from toolkit.setup import run_folder

INI = "[alembic]\nscript_location = %(here)s/migrations\npath_separator = os\n"
REVISION = '''"""things"""

from alembic import op

revision = "a1"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE TABLE things (id int PRIMARY KEY)")


def downgrade() -> None:
    op.execute("DROP TABLE things")
'''
HARM = "DROP TABLE IF EXISTS kept"
"""What each of them would do elsewhere."""
HONEST = """
from alembic import context
context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
"""
OPTIONS = "options = dict(host=HOST, port=PORT, user=USER, password=PASSWORD)\n"
HOSTILE = {
    "a URL of its own": """
import sqlalchemy as sa
from alembic import context
with sa.create_engine(URL).begin() as connection:
    connection.exec_driver_sql(HARM)
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
""",
    "an engine that makes its own connections": """
import psycopg
import sqlalchemy as sa
def creator():
    return psycopg.connect(dbname=NAME, **options)
with sa.create_engine("postgresql+psycopg://", creator=creator).begin() as connection:
    connection.exec_driver_sql(HARM)
""",
    "an asynchronous engine": """
import asyncio
from sqlalchemy.ext.asyncio import create_async_engine
async def main():
    async with create_async_engine(URL.replace("+psycopg", "+asyncpg")).begin() as connection:
        await connection.exec_driver_sql(HARM)
asyncio.run(main())
""",
    "psycopg": """
import psycopg
with psycopg.connect(dbname=NAME, **options) as connection:
    connection.execute(HARM)
""",
    "psycopg, autocommit": """
from psycopg import Connection
Connection.connect(dbname=NAME, autocommit=True, **options).execute(HARM)
""",
    "asynchronous psycopg": """
import asyncio, psycopg
async def main():
    async with await psycopg.AsyncConnection.connect(dbname=NAME, **options) as connection:
        await connection.execute(HARM)
asyncio.run(main())
""",
    "asyncpg": """
import asyncio, asyncpg
async def main():
    connection = await asyncpg.connect(database=NAME, **options)
    await connection.execute(HARM)
asyncio.run(main())
""",
    "a pool of asyncpg's": """
import asyncio, asyncpg
async def main():
    async with asyncpg.create_pool(database=NAME, min_size=2, **options) as pool:
        await pool.execute(HARM)
asyncio.run(main())
""",
    "psycopg2": """
import psycopg2
connection = psycopg2.connect(dbname=NAME, **options)
connection.autocommit = True
connection.cursor().execute(HARM)
""",
    "a thread": """
import threading, psycopg
def harm():
    try:
        psycopg.connect(dbname=NAME, autocommit=True, **options).execute(HARM)
    except Exception:
        pass
thread = threading.Thread(target=harm)
thread.start()
thread.join()
""",
    "an except for everything": """
import psycopg
try:
    psycopg.connect(dbname=NAME, autocommit=True, **options).execute(HARM)
except BaseException:
    pass
""",
    "the end of the program": """
import psycopg, sys
try:
    psycopg.connect(dbname=NAME, autocommit=True, **options).execute(HARM)
except BaseException:
    sys.exit("no database")
""",
}
"""What stands in env.py before an honest one."""

Call = Callable[[Path], None]


@pytest.fixture(scope="module")
def other_server() -> Iterator[sa.URL]:
    """A second server on this machine."""
    folder = Path(tempfile.mkdtemp(prefix="hive-test-", dir=run_folder.place()))
    postgres = EmbeddedPostgres(
        state=folder / "postgres",
        port=ports.free()[0],
        database="hive_test",
        role="hive_test",
        password=uuid.uuid4().hex,
        options=("fsync=off",),
    )
    try:
        postgres.start(60)
        yield postgres.admin_url()
    finally:
        postgres.stop()
        shutil.rmtree(folder)


@pytest.fixture(params=["another database", "another server", "the same name there"])
def elsewhere(request: pytest.FixtureRequest, server: sa.URL, database: sa.URL) -> Iterator[sa.URL]:
    """A database with something to lose."""
    at = server if request.param == "another database" else request.getfixturevalue("other_server")
    name = f"kept_{uuid.uuid4().hex[:12]}"
    if request.param == "the same name there":
        name = str(database.database)
    with psycopg.connect(_plain(at), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
        url = at.set(database=name)
        with psycopg.connect(_plain(url)) as connection:
            connection.execute("CREATE TABLE kept (id int PRIMARY KEY)")
            connection.execute("INSERT INTO kept VALUES (1), (2)")
        yield url
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture
def call(database: sa.URL) -> Call:
    """Runs the project's one revision on the scratch database."""

    def run(root: Path) -> None:
        migrations = Migrations(root, "alembic.ini")
        session = dial(database)
        with sqlalchemy(session) as connection:
            site = Site(Target(database), connection, session.facts)
            for step in migrations.history:
                migrations.replay(site, step, lambda _: None)

    return run


def project(root: Path, env: str, revision: str = REVISION) -> Path:
    versions = root / "migrations" / "versions"
    versions.mkdir(parents=True)
    (root / "alembic.ini").write_text(INI)
    (root / "migrations" / "env.py").write_text(env)
    (versions / "a1_things.py").write_text(revision)
    return root


def constants(url: sa.URL) -> str:
    """What the projects know of where they should not go."""
    values = {
        "URL": url.render_as_string(hide_password=False),
        "HOST": url.host,
        "PORT": url.port,
        "USER": url.username,
        "PASSWORD": url.password,
        "NAME": url.database,
        "HARM": HARM,
    }
    return "".join(f"{name} = {value!r}\n" for name, value in values.items()) + OPTIONS


def look(url: sa.URL) -> Fingerprint:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return fingerprint(connection)


def _plain(url: sa.URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.mark.parametrize("way", HOSTILE)
def test_an_env_that_goes_elsewhere(
    way: str, elsewhere: sa.URL, database: sa.URL, call: Call, tmp_path: Path
) -> None:
    if way == "psycopg2" and not find_spec("psycopg2"):
        pytest.skip("psycopg2 is not installed")
    before = look(elsewhere)
    root = project(tmp_path, constants(elsewhere) + HOSTILE[way] + HONEST)
    with pytest.raises(IdentityError) as caught:
        call(root)
    assert caught.value.what == "The project's env.py connects to another database"
    assert f'database "{elsewhere.database}" at 127.0.0.1:{elsewhere.port}' in caught.value.why
    assert f'meant was database "{database.database}" at' in caught.value.why
    assert str(elsewhere.password) not in str(caught.value)
    assert look(elsewhere) == before


def test_a_revision_that_goes_elsewhere(
    elsewhere: sa.URL, database: sa.URL, call: Call, tmp_path: Path
) -> None:
    before = look(elsewhere), look(database)
    harm = (
        f"    import psycopg\n    psycopg.connect({_plain(elsewhere)!r}).execute({HARM!r}).commit()"
    )
    revision = REVISION.replace("upgrade() -> None:\n", f"upgrade() -> None:\n{harm}\n")
    with pytest.raises(IdentityError):
        call(project(tmp_path, HONEST, revision))
    assert (look(elsewhere), look(database)) == before


def test_what_goes_where_it_should_is_let_be(database: sa.URL, call: Call, tmp_path: Path) -> None:
    """By a connection of its own, and with another driver beside it."""
    names = ("psycopg", "asynchronous psycopg", "a pool of asyncpg's")
    ways = [HOSTILE[name] for name in names]
    call(project(tmp_path, constants(database) + "".join(ways) + HONEST))
    assert any("things" in line for line in look(database).lines)

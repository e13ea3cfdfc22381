"""The platform's revisions on a history with rows: none is lost, and everything still converges.

rows/<revision>.sql are rows as they were valid right after that revision.
"""

import re
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.run import bootstrap
from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.database.migrations import Migrations
from toolkit.database.target import Target
from toolkit.errors import DriftError
from toolkit.findings import Silence, converged
from toolkit.platform.enums import CORE_ENUMS
from toolkit.platform.models import metadata
from toolkit.services.embedded import binaries
from toolkit.services.embedded.binaries import Binaries

ROOT = Path(__file__).parents[3]
ROWS = Path(__file__).parent / "rows"
EXTENSIONS = ("vector", "uuid-ossp", "pg_trgm")
CONFIG = Config(toml_file=ROOT / "pyproject.toml")
SCRIPT = ScriptDirectory.from_config(CONFIG)
VERSIONS = re.compile(r"^(CREATE|DROP) TABLE alembic_version.*?;\n", re.M | re.S)
STAMPS = re.compile(r"^(INSERT INTO|UPDATE|DELETE FROM) alembic_version .*;\n", re.M)
REVISIONS = [one.revision for one in reversed(list(SCRIPT.walk_revisions()))]
BEFORE = dict(zip(REVISIONS, ["base", *REVISIONS], strict=False))
TRANSACTIONS = {"one each": True, "one for all": False}
CLOCKS = """SELECT table_name, column_name FROM information_schema.columns
  WHERE table_schema = 'public'
    AND (data_type LIKE 'timestamp%' OR column_default LIKE 'gen_random_uuid%')"""


def config(connection: sa.Connection, *, each: bool = True) -> Config:
    """Alembic on a connection of ours, with a transaction for each revision or one for all."""
    made = Config(toml_file=ROOT / "pyproject.toml")
    made.attributes.update(connection=connection, transaction_per_migration=each)
    return made


def insert(connection: sa.Connection, revision: str) -> None:
    """The rows of a revision, where it has any."""
    path = ROWS / f"{revision}.sql"
    if path.exists():
        connection.exec_driver_sql(path.read_text(), execution_options={"no_parameters": True})
    connection.commit()


def look(connection: sa.Connection, *, rows: bool = True, masked: bool = False) -> Fingerprint:
    """The fingerprint, with nothing left pending; `masked`: without clocks and random ids."""
    mask = [tuple(row) for row in connection.execute(sa.text(CLOCKS))] if masked else []
    connection.commit()
    found = fingerprint(connection, rows=rows, mask=mask)
    connection.rollback()
    return found


def counts(connection: sa.Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
    found = {
        name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
        for name in names
    }
    connection.rollback()
    return found


def lost(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """Rows of the tables that are still there, by table."""
    return {name: rows for name, rows in before.items() if after.get(name, 0) < rows}


@pytest.mark.parametrize("each", TRANSACTIONS.values(), ids=TRANSACTIONS)
def test_a_history_with_rows(connection: sa.Connection, each: bool) -> None:
    alembic = config(connection, each=each)
    empty = look(connection)
    for revision in REVISIONS:
        before = counts(connection)
        command.upgrade(alembic, revision)
        assert lost(before, counts(connection)) == {}, revision
        insert(connection, revision)
        _again_changes_nothing(connection, alembic, revision)
    assert [name for name, rows in counts(connection).items() if not rows] == []
    with_rows = look(connection, rows=False)
    command.downgrade(alembic, "base")
    assert empty.difference(look(connection)) == ""
    command.upgrade(alembic, "head")
    assert with_rows.difference(look(connection, rows=False)) == ""


def _again_changes_nothing(connection: sa.Connection, alembic: Config, revision: str) -> None:
    """Run it once more, as after a crash that its stamp did not survive."""
    before = look(connection)
    command.stamp(alembic, BEFORE[revision])
    command.upgrade(alembic, revision)
    assert before.difference(look(connection)) == "", revision


@contextmanager
def cloned(server: sa.URL, template: str) -> Iterator[sa.Connection]:
    """A connection to a clone."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    with sa.create_engine(server.set(database=name), poolclass=sa.NullPool).connect() as made:
        yield made
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(server: sa.URL, statement: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture(scope="session")
def stages(server: sa.URL) -> Mapping[str, str]:
    """By revision: a template at it, with the rows of all revisions so far."""
    names = {"base": "template0"}
    for revision in REVISIONS:
        with cloned(server, names[BEFORE[revision]]) as connection:
            command.upgrade(config(connection), revision)
            insert(connection, revision)
            names[revision] = f"rows_at_{revision}"
            own = connection.engine.url.database
            connection.close()
            _administer(server, f"CREATE DATABASE {names[revision]} TEMPLATE {own}")
    return names


@pytest.mark.parametrize("revision", REVISIONS)
def test_rows_of_any_revision_arrive_at_head_in_one_transaction(
    server: sa.URL, stages: Mapping[str, str], revision: str
) -> None:
    with cloned(server, stages[revision]) as connection:
        before = counts(connection)
        command.upgrade(config(connection, each=False), "head")
        assert lost(before, counts(connection)) == {}
        at_head = look(connection, rows=False)
    with cloned(server, stages[REVISIONS[-1]]) as connection:
        assert at_head.difference(look(connection, rows=False)) == ""


@pytest.mark.parametrize("direction", ["upgrade", "downgrade"])
@pytest.mark.parametrize("revision", REVISIONS)
def test_a_script_run_twice_by_psql_does_what_a_migration_does(
    server: sa.URL, stages: Mapping[str, str], wheel: Binaries, revision: str, direction: str
) -> None:
    start, end = BEFORE[revision], revision
    if direction == "downgrade":
        start, end = end, start
    with cloned(server, stages[start]) as connection:
        getattr(command, direction)(config(connection), end)
        online = look(connection, masked=True)
    with cloned(server, stages[start]) as connection:
        body = script(connection, direction, start, end)
        for _ in range(2):
            typed(wheel, connection.engine.url, body)
            assert online.difference(look(connection, masked=True)) == ""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Binaries:
    """What has psql."""
    return binaries.postgres(tmp_path_factory.mktemp("wheel"), None, Silence())


def script(connection: sa.Connection, direction: str, start: str, end: str) -> str:
    """What `alembic --sql` writes, without what it says of versions."""
    alembic = config(connection)
    alembic.output_buffer = StringIO()
    getattr(command, direction)(alembic, f"{start}:{end}", sql=True)
    return STAMPS.sub("", VERSIONS.sub("", alembic.output_buffer.getvalue()))


def typed(wheel: Binaries, url: sa.URL, script: str) -> None:
    """A file given to psql."""
    place = ["-h", str(url.host), "-p", str(url.port), "-U", str(url.username)]
    done = subprocess.run(
        [wheel.bin / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *place, str(url.database)],
        env={**wheel.environment, "PGPASSWORD": str(url.password)},
        input=script, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def created(server: sa.URL, stages: Mapping[str, str]) -> str:
    """A template that the models made, with the rows that a history has at head."""
    with cloned(server, "template0") as connection:
        for extension in EXTENSIONS:
            connection.exec_driver_sql(f'CREATE EXTENSION "{extension}"')
        metadata.create_all(connection)
        with cloned(server, stages[REVISIONS[-1]]) as history:
            for table in metadata.sorted_tables:
                given = [column for column in table.columns if column.computed is None]
                if found := history.execute(sa.select(*given)).mappings().all():
                    connection.execute(sa.insert(table), [dict(row) for row in found])
        connection.commit()
        own = connection.engine.url.database
        connection.close()
        _administer(server, f"CREATE DATABASE created TEMPLATE {own}")
    return "created"


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_the_models_made_converges_or_is_told(
    server: sa.URL, stages: Mapping[str, str], created: str, revision: str
) -> None:
    with cloned(server, created) as connection:
        before = look(connection)
        command.stamp(config(connection), revision)
        connection.commit()
        drift = drift_of(connection.engine.url)
        assert drift is None or revision < "017"
        assert drift is None or named(drift) & altered(server, stages, drift)
        assert before.difference(look(connection)) == ""


def drift_of(url: sa.URL) -> DriftError | None:
    """What stops the bootstrap; None where it converges."""
    exported = {"DATABASE_URL": url.render_as_string(hide_password=False)}
    migrations = Migrations(ROOT, "pyproject.toml", exported)
    try:
        outcomes = bootstrap(Target(url), Blueprint(migrations, EXTENSIONS, CORE_ENUMS, metadata))
    except DriftError as error:
        return error
    assert converged(outcomes), outcomes
    return None


def named(drift: DriftError) -> set[str]:
    """The objects that it shows both definitions of."""
    return set(re.findall(r"^(.+)\n  declared:", str(drift), re.M))


def altered(server: sa.URL, stages: Mapping[str, str], drift: DriftError) -> set[str]:
    """The objects that look otherwise at head than at the revision that stopped."""
    stopped = drift.what.split()[1]
    with cloned(server, stages[stopped]) as connection:
        then = set(look(connection, rows=False).lines)
    with cloned(server, stages[REVISIONS[-1]]) as connection:
        now = set(look(connection, rows=False).lines)
    return {line.split(": ")[0] for line in then - now}

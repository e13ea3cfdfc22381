"""What it costs, each figure beside what people do without us, in the same run.

`nox -s bench` prints the table and writes docs/benchmarks.md; it fails where a bound is exceeded.
Nothing here is a test: times are never asserted there.
"""

import dataclasses
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command, op
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from durable import durable
from figure import Figure, column, seconds
from fleet import fleet
from linting import linting
from sqlalchemy.dialects.postgresql import JSONB

from toolkit import ensure
from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.checks import checks_of
from toolkit.bootstrap.run import bootstrap
from toolkit.database.migrations import Migrations
from toolkit.database.target import Target
from toolkit.findings import Silence
from toolkit.platform.enums import CORE_ENUMS
from toolkit.platform.models import metadata
from toolkit.replay.part import Replay
from toolkit.replay.run import replay
from toolkit.services import ports
from toolkit.services.docker.postgres import DockerPostgres
from toolkit.services.docker.redis import DockerRedis
from toolkit.services.embedded import binaries
from toolkit.services.embedded.postgres import EmbeddedPostgres
from toolkit.services.embedded.user import server_user
from toolkit.settings import load
from toolkit.setup.clones import Clones
from toolkit.setup.hive import Hive
from toolkit.setup.opening import open_hive
from toolkit.setup.scratch_server import COPIED, served

ROOT = Path(__file__).parents[2]
EXTENSIONS = ("vector", "uuid-ossp", "pg_trgm")
ROUNDS = 7


def servers() -> Iterator[Figure]:
    """A server from nothing, again, and stopped, beside initdb and pg_ctl of the same binaries."""
    rows = [(*_ours(), *_pg_ctl()) for _ in range(ROUNDS)]
    names = ("nothing → SELECT 1 as the application", "warm start", "stop")
    theirs = ("initdb, pg_ctl -w start", "pg_ctl -w start", "pg_ctl -w stop")
    for number, (name, other) in enumerate(zip(names, theirs, strict=True)):
        yield Figure(name, column(rows, number), other, column(rows, number + 3), None)


def _server(folder: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder, *ports.free(1), "bench", "bench", "bench-password")


def _ours() -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        server = _server(Path(folder) / "postgres")
        cold = seconds(lambda: server.start(60))
        server.stop()
        warm = seconds(lambda: server.start(60))
        return cold, warm, seconds(server.stop)


def _pg_ctl() -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        data.mkdir()
        user = server_user(data)
        if user:
            Path(folder).chmod(0o755)
            os.chown(data, user.uid, user.gid)
        found = binaries.postgres(Path(folder), user, Silence())
        (port,) = ports.free(1)

        def run(program: str, *words: str) -> float:
            argv = [str(found.bin / program), "-D", str(data), *words]
            options = {"user": user.uid, "group": user.gid} if user else {}
            return seconds(
                lambda: subprocess.run(
                    argv, cwd=data, check=True, stdout=subprocess.DEVNULL, **options
                )
            )

        options = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories= -p {port}"
        start = ("-w", "-s", "-l", str(data / "log"), "-o", options, "start")
        stop = ("-w", "-s", "-m", "fast", "stop")
        cold = run("initdb", "-U", "postgres", "-A", "trust") + run("pg_ctl", *start)
        run("pg_ctl", *stop)
        return cold, run("pg_ctl", *start), run("pg_ctl", *stop)


@contextmanager
def database(admin: sa.URL, name: str) -> Iterator[sa.URL]:
    """An empty database, made and dropped outside what is measured."""
    engine = sa.create_engine(admin, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield admin.set(database=name)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def in_process() -> Iterator[Figure]:
    """Bootstrap of an empty database and its checks, beside Alembic's upgrade to head."""
    with tempfile.TemporaryDirectory() as folder:
        server = _server(Path(folder) / "postgres")
        server.start(60)
        try:
            _round(server.admin_url(), "warm_up")
            rows = [_round(server.admin_url(), f"round_{n}") for n in range(2 * ROUNDS)]
        finally:
            server.stop()
    other = "alembic upgrade head"
    yield Figure("bootstrap, checks left out", column(rows, 0), other, column(rows, 2), 1.2)
    yield Figure("the checks alone", column(rows, 1), other, column(rows, 2), 1.0)


def _round(admin: sa.URL, name: str) -> tuple[float, float, float]:
    """Bootstrap without its checks, its checks, and Alembic's upgrade."""
    blueprint = Blueprint(Migrations(ROOT, "pyproject.toml"), EXTENSIONS, CORE_ENUMS, metadata)
    with database(admin, f"{name}_ours") as url:
        begun = time.perf_counter()
        outcomes = bootstrap(Target(url, admin=admin), blueprint)
        total = time.perf_counter() - begun
    names = {check.name for check in checks_of(blueprint)}
    checks = sum(one.seconds for one in outcomes if one.name in names)
    with database(admin, f"{name}_theirs") as url:
        return total - checks, checks, seconds(lambda: _alembic(url))


def _alembic(url: sa.URL) -> None:
    config = Config(toml_file=ROOT / "pyproject.toml")
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def operations() -> Iterator[Figure]:
    """Operations of `ensure` beside those of `op`, and every revision again at head."""
    with tempfile.TemporaryDirectory() as folder:
        server = _server(Path(folder) / "postgres")
        server.start(60)
        try:
            with database(server.admin_url(), "tables") as url:
                rows = [_tables(url) for _ in range(2 * ROUNDS)][2:]
            again = []
            for _ in range(3):
                with database(server.admin_url(), "again") as url:
                    again.append(_again(url))
        finally:
            server.stop()
    other = "the same by op.create_table"
    yield Figure("20 tables by ensure.table, absent", column(rows, 0), other, column(rows, 1), 1.2)
    yield Figure("20 tables by ensure.table, equal", column(rows, 2), other, column(rows, 1), None)
    yield Figure("every revision again, right after it", again, "2 s", [2.0] * len(again), 1.0)


def _tables(url: sa.URL) -> tuple[float, float, float]:
    """As many tables as a platform's revision has at most, each with what is usual."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as one, Operations.context(MigrationContext.configure(one)):
        theirs = seconds(lambda: _create(op.create_table))
        one.rollback()
        ours = seconds(lambda: _create(ensure.table))
        equal = seconds(lambda: _create(ensure.table))
    return ours, theirs, equal


def _create(make: Callable[..., object]) -> None:
    for number in range(20):
        name = f"table_{number}"
        make(
            name,
            sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
            sa.Column("parent_id", sa.Uuid()),
            sa.Column("title", sa.Text(), nullable=False),
            sa.Column("details", JSONB()),
            sa.Column("turn", sa.Integer(), server_default=sa.text("0"), nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
            sa.CheckConstraint("turn >= 0", name=f"ck_{name}_turn"),
            sa.ForeignKeyConstraint(["parent_id"], [f"{name}.id"], name=f"fk_{name}_parent_id"),
            comment="Something that has parents, and turns",
        )


def _again(url: sa.URL) -> float:
    """Each revision's upgrade() right after it succeeded, all of them together."""
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = connection
        script = ScriptDirectory.from_config(config)
        context = MigrationContext.configure(connection, opts={"transaction_per_migration": True})
        spent = 0.0
        for revision in reversed(list(script.walk_revisions())):
            command.upgrade(config, revision.revision)
            connection.rollback()
            with context.begin_transaction(_per_migration=True), Operations.context(context):
                spent += seconds(revision.module.upgrade)
        return spent


def for_a_test() -> Iterator[Figure]:
    """The database that `hive_database` gives to a test, beside a bare clone of the same."""
    clones = Clones(ROOT, uuid.uuid4().hex)
    try:
        with clones.one():
            rows = [(_cloned(clones), _bare(clones)) for _ in range(3 * ROUNDS)]
    finally:
        clones.close()
    other = "CREATE DATABASE … TEMPLATE"
    yield Figure("a test's database", column(rows, 0), other, column(rows, 1), 1.2)


def _cloned(clones: Clones) -> float:
    with ExitStack() as stack:
        return seconds(lambda: stack.enter_context(clones.one()))


def _bare(clones: Clones) -> float:
    assert clones.ready is not None  # one was handed out
    _, part = clones.ready
    spent = seconds(lambda: part.raw.execute(f"CREATE DATABASE bare TEMPLATE {part.name}"))
    part.raw.execute("DROP DATABASE bare")
    return spent


def whole_processes() -> Iterator[Figure]:
    """A database that is as it should be: the whole command, beside Alembic's."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HIVE_", "DATABASE_"))}

    def run(*words: str) -> float:
        return seconds(
            lambda: subprocess.run(
                words, cwd=ROOT, env=environment, check=True, capture_output=True
            )
        )

    binary = Path(sys.executable).parent
    was_up = subprocess.run(
        [binary / "invoke", "status"], cwd=ROOT, env=environment, capture_output=True, check=False
    ).returncode
    run("make", "setup-complete")
    bare = [run("make", "setup-complete") for _ in range(3)]
    rows = [
        (run(f"{binary}/invoke", "bootstrap"), run(f"{binary}/alembic", "upgrade", "head"))
        for _ in range(ROUNDS)
    ]
    if was_up:
        run(f"{binary}/invoke", "down")
    other = "alembic upgrade head, process"
    ours, theirs = column(rows, 0), column(rows, 1)
    yield Figure("invoke bootstrap, 0 changed, process", ours, other, theirs, 2.0)
    yield Figure("second make setup-complete", bare, "5 s", [5.0] * len(bare), 1.0)


def containers() -> Iterator[Figure]:
    """Both containers from nothing, beside `docker run` of the same two images, which is asked
    every tenth of a second for the health that the engine itself looks at as often."""
    with tempfile.TemporaryDirectory() as folder:
        hive = open_hive(
            load(Path(folder), {"HIVE_SERVICES": "docker"}).settings, Silence(), make=True
        )
        hive.start()  # the images are made here
        hive.stop()
        rows = [(*_up(hive), _docker_run(hive)) for _ in range(ROUNDS)]
        _erase(hive)
    other = "docker run twice, healthy"
    yield Figure("invoke up: two containers serve", column(rows, 0), other, column(rows, 2), 1.15)
    half = [0.5] * ROUNDS
    yield Figure("second invoke up, containers", column(rows, 1), "0.5 s", half, 1.0)


def _up(hive: Hive) -> tuple[float, float]:
    _erase(hive)
    first = seconds(hive.start)
    second = seconds(hive.start)
    hive.stop()
    return first, second


def _erase(hive: Hive) -> None:
    assert isinstance(hive.postgres, DockerPostgres)
    assert isinstance(hive.redis, DockerRedis)
    hive.postgres.erase()
    hive.redis.erase()


def _docker_run(hive: Hive) -> float:
    assert isinstance(hive.postgres, DockerPostgres)
    assert isinstance(hive.redis, DockerRedis)
    places = {"bench-hive-postgres": hive.postgres.place, "bench-hive-redis": hive.redis.place}
    inside = {"bench-hive-postgres": 5432, "bench-hive-redis": 6379}

    def docker(*words: str) -> str:
        return subprocess.run(["docker", *words], check=True, capture_output=True, text=True).stdout

    def run() -> None:
        for name, place in places.items():
            docker(
                "run", "--detach", "--name", name, "--health-interval=100ms",
                "--volume", f"{place.handed}:/run/hive:ro",
                "--publish", f"127.0.0.1:{place.port}:{inside[name]}", place.image,
            )  # fmt: skip
        health = ("inspect", "--format={{.State.Health.Status}}", *places)
        while docker(*health).split() != ["healthy", "healthy"]:
            time.sleep(0.1)

    try:
        return seconds(run)
    finally:
        docker("rm", "--force", "--volumes", *places)


def replays() -> Iterator[Figure]:
    """Every experiment on every revision; a crash point beside a database and a process each."""
    with served(60, Silence()) as server:
        asked = Replay(ROOT, "pyproject.toml", server, COPIED)
        everything = [seconds(lambda: replay(asked, Silence(), jobs=2)) for _ in range(3)]
        strict = dataclasses.replace(asked, experiments=("strict-crash",))
        replayed = replay(strict, Silence(), jobs=2)
        points = sum(len(one.statements) for one in replayed)
        ours = [seconds(lambda: replay(strict, Silence(), jobs=2)) / points for _ in range(3)]
        theirs = [_process(server, f"point_{n}") for n in range(3)]
    minute = [60.0] * len(everything)
    yield Figure("all experiments on 20 revisions", everything, "60 s", minute, 1.0)
    yield Figure("a crash point", ours, "empty database, alembic upgrade", theirs, 1 / 20)
    warm = [seconds(_warm) for _ in range(1 + ROUNDS)][1:]
    yield Figure("hive-replay again, process", warm, "2 s", [2.0] * len(warm), 1.0)


def beside_pytest_alembic() -> Iterator[Figure]:
    """What both prove, as whole processes on one server: up, down, and up again."""
    with tempfile.TemporaryDirectory() as name, served(60, Silence()) as server:
        folder = Path(name)
        argv = ("pip", "install", "--quiet", "--no-deps", "--target", name, *PYTEST_ALEMBIC)
        subprocess.run([sys.executable, "-m", *argv], check=True)
        (folder / "conftest.py").write_text(FIXTURES)
        (folder / "test_default.py").write_text("from pytest_alembic.tests import *\n")
        rows = []
        for number in range(3):
            with database(server, f"pytest_alembic_{number}") as url:
                rows.append((_from_nothing(server), _pytest_alembic(folder, url)))
    other = "pytest-alembic's default tests"
    ours, theirs = column(rows, 0), column(rows, 1)
    yield Figure("hive-replay: first, roundtrip", ours, other, theirs, None)


def _from_nothing(server: sa.URL) -> float:
    """Without the verdicts that are kept."""
    shutil.rmtree(ROOT / ".hive/replay", ignore_errors=True)
    where = ("--database-url", server.set(drivername="postgresql").render_as_string(False))
    return seconds(lambda: _run(None, "hive-replay", *where, "--experiments", "first,roundtrip"))


def _pytest_alembic(folder: Path, url: sa.URL) -> float:
    """Its four tests, in the folder where it is installed."""
    argv = [sys.executable, "-m", "pytest", "--quiet", "-p", "no:hive", "-p", "no:cacheprovider",
            "--config-file", os.devnull, "--rootdir", str(folder), str(folder)]  # fmt: skip
    text = url.render_as_string(hide_password=False)
    found = {"PYTHONPATH": f"{folder}:{ROOT}", "BENCH_URL": text, "PATH": os.environ["PATH"]}
    begun = time.perf_counter()
    said = subprocess.run(argv, cwd=ROOT, env=found, check=True, capture_output=True, text=True)
    assert "4 passed" in said.stdout
    return time.perf_counter() - begun


def _process(server: sa.URL, name: str) -> float:
    """A database, and `alembic upgrade head` on it."""
    begun = time.perf_counter()
    with database(server, name) as url:
        _run(url, "alembic", "upgrade", "head")
        return time.perf_counter() - begun


def _warm() -> None:
    _run(None, "hive-replay")


def _run(url: sa.URL | None, program: str, *words: str) -> None:
    """A program of the venv, in the repository."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("HIVE_", "DATABASE_"))}
    if url is not None:
        text = url.set(drivername="postgresql").render_as_string(hide_password=False)
        clean |= {"DATABASE_URL": text, "HIVE_SERVICES": "external"}
    argv = [Path(sys.executable).parent / program, *words]
    subprocess.run(argv, cwd=ROOT, env=clean, check=True, capture_output=True)


def main() -> int:
    figures = [
        *servers(),
        *containers(),
        *in_process(),
        *operations(),
        *for_a_test(),
        *beside_pytest_alembic(),
        *replays(),
        *whole_processes(),
        *linting(),
        *durable(),
        *fleet(),
    ]
    head = ["| what | ours | beside | theirs | ratio | bound |", "|---|---|---|---|---|---|"]
    table = "\n".join([*head, *(one.row() for one in figures)])
    sys.stdout.write(table + "\n")
    (ROOT / "docs/benchmarks.md").write_text(PAGE.format(rounds=ROUNDS, table=table))
    return 0 if all(one.holds for one in figures) else 1


PYTEST_ALEMBIC = ("pytest-alembic==0.13.1", "pytest<9")
"""Apart from the venv: as a plugin of pytest 9 it breaks every run."""
FIXTURES = """\
import os

import pytest
import sqlalchemy as sa
from alembic.config import Config as Alembic
from pytest_alembic import Config


@pytest.fixture
def alembic_config():
    return Config(alembic_config=Alembic(toml_file="pyproject.toml"))


@pytest.fixture
def alembic_engine():
    return sa.create_engine(os.environ["BENCH_URL"], poolclass=sa.NullPool)
"""
PAGE = """\
# Benchmarks

Written by `nox -s bench`: medians of {rounds} rounds or more on one machine, both sides in turn in
the same run; a ratio is the median of the rounds' ratios. Times differ from machine to machine, the
ratios are what is promised. PostgreSQL runs with fsync on.

{table}
"""

if __name__ == "__main__":
    sys.exit(main())

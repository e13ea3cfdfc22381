"""Several bootstraps at once: the work is done once, and all of them say so."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.run import bootstrap
from toolkit.database.connect import dial
from toolkit.database.lock import held
from toolkit.database.target import Target
from toolkit.errors import ConnectError, LockedError
from toolkit.findings import Outcome, Silence

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
from sqlalchemy import make_url
from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.run import bootstrap
from toolkit.database.migrations import Migrations
from toolkit.database.target import Target
from toolkit.findings import changed

url, admin, folder = sys.stdin.read().splitlines()
blueprint = Blueprint(
    Migrations(Path(folder), "alembic.ini"), extensions=("vector",), enums={"mood": ("sad", "ok")}
)
outcomes = bootstrap(Target(make_url(url), admin=make_url(admin), instance="one"), blueprint)
print(changed(outcomes), {str(one.status) for one in outcomes} <= {"changed", "unchanged"})
"""


def test_eight_at_once_do_the_work_once(target):
    told = (
        "\n".join(one.render_as_string(hide_password=False) for one in (target.url, target.admin))
        + f"\n{ROOT / 'tests/histories/plain'}"
    )
    crowd = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    for one in crowd:  # all are started before the first one is told what to do
        one.stdin.write(told)
        one.stdin.close()
    answers = [(one.stdout.read(), one.stderr.read(), one.wait()) for one in crowd]
    for one in crowd:
        one.stdout.close()
        one.stderr.close()
    assert [code for _, _, code in answers] == [0] * 8, answers
    assert sorted(out.strip() for out, _, _ in answers) == ["0 True"] * 7 + ["7 True"]


def test_who_holds_the_lock_is_told_and_the_wait_is_bounded(target, ear):
    holder = dial(target.admin)
    with held(holder, target.name, Silence(), 5), pytest.raises(LockedError) as caught:
        bootstrap(target, Blueprint(), listener=ear, deadline=0.5)
    holder.raw.close()
    assert str(holder.facts.pid) in caught.value.why
    assert len([text for text in ear.said if "another bootstrap is running" in text]) == 1


def test_who_shares_the_database_as_an_external_one_takes_turns_too(target):
    bootstrap(target, Blueprint())
    other = dial(target.url)
    with (
        closing(other.raw),
        held(other, target.name, Silence(), 5),
        pytest.raises(LockedError, match="is locked"),
    ):
        bootstrap(target, Blueprint(), deadline=0.5)


def test_a_lock_ends_with_its_holder(target):
    holder = dial(target.admin)
    lock = held(holder, target.name, Silence(), 5)
    lock.__enter__()
    with psycopg.connect(
        host=target.admin.host,
        port=target.admin.port,
        user=target.admin.username,
        password=target.admin.password,
        dbname=target.admin.database,
        autocommit=True,
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (holder.facts.pid,))
    bootstrap(target, Blueprint(), deadline=5)
    lock.__exit__(None, None, None)


def test_a_session_that_ends_while_it_waits_for_the_lock_is_told(target):
    holder = dial(target.admin)

    class Ends:
        """Ends the one that waits."""

        def started(self, name: str) -> None: ...
        def finished(self, outcome: Outcome) -> None: ...
        def progress(self, text: str, done: int = 0, total: int = 0) -> None:
            others = f"datname = '{target.admin.database}' AND pid <> {holder.facts.pid}"
            ours = f"application_name = 'hive bootstrap {os.getpid()}'"
            end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}"
            execute(target.admin, f"{end} AND {others}")

    with (
        closing(holder.raw),
        held(holder, target.name, Silence(), 5),
        pytest.raises(ConnectError, match="held the lock has ended"),
    ):
        bootstrap(target, Blueprint(), listener=Ends(), deadline=5)


def test_what_another_made_while_we_waited_is_found(target, server, history):
    """Nobody gave us an administrator, the role may create its database, and another was first."""
    bootstrap(target, Blueprint())
    name = f"{target.name}_own"
    execute(server, f'ALTER ROLE "{target.url.username}" CREATEDB')
    own = Target(target.url.set(database=name))
    holder = dial(server)
    lock = held(holder, name, Silence(), 5)
    lock.__enter__()

    class WaitsFor:
        """Creates the database and lets go once it is told to wait."""

        def started(self, name: str) -> None: ...
        def finished(self, outcome: Outcome) -> None: ...
        def progress(self, text: str, done: int = 0, total: int = 0) -> None:
            if "another bootstrap" in text:
                execute(server, f'CREATE DATABASE "{name}" OWNER "{target.url.username}"')
                execute(server.set(database=name), "CREATE EXTENSION pg_trgm")
                lock.__exit__(None, None, None)

    blueprint = Blueprint(history("plain"), extensions=("pg_trgm",))
    try:
        outcomes = bootstrap(own, blueprint, listener=WaitsFor())
    finally:
        holder.raw.close()
        execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    assert {one.name for one in outcomes if one.status == "changed"} == {"migrations"}


def execute(url: sa.URL, statement: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)

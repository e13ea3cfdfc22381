"""Other people's Alembic projects: every way of env.py to get a connection, and of failing."""

import asyncio
import logging
import re
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.run import bootstrap
from toolkit.database.migrations import Migrations
from toolkit.errors import IdentityError, LockedError, MigrationError
from toolkit.findings import Outcome, Status, changed

HISTORIES = Path(__file__).parents[2] / "histories"


def runs(outcomes: list[Outcome]) -> tuple[str, ...]:
    return next(one.changes for one in outcomes if one.name == "migrations")


def tables(target) -> set[str]:
    engine = sa.create_engine(target.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        names = sa.inspect(connection)
        schemas = [one for one in names.get_schema_names() if one != "information_schema"]
        return {name for schema in schemas for name in names.get_table_names(schema)}


def test_an_async_project_in_its_own_schema(target, history):
    blueprint = Blueprint(history("async_schema"))
    assert len(runs(bootstrap(target, blueprint))) == 2
    assert {"orders", "lines", "alembic_version"} <= tables(target)
    assert changed(bootstrap(target, blueprint)) == 0


def test_pyproject_and_several_version_folders(target):
    migrations = Migrations(HISTORIES / "pyproject_folders", "pyproject.toml")
    assert len(runs(bootstrap(target, Blueprint(migrations)))) == 2
    assert tables(target) == {"one", "two", "alembic_version"}
    assert changed(bootstrap(target, Blueprint(migrations))) == 0


def test_an_env_that_reads_its_url_from_the_environment(target):
    url = target.url.render_as_string(hide_password=False)
    migrations = Migrations(HISTORIES / "environment", "alembic.ini", {"DATABASE_URL": url})
    assert len(runs(bootstrap(target, Blueprint(migrations)))) == 2
    assert changed(bootstrap(target, Blueprint(migrations))) == 0


def test_a_connection_to_elsewhere_is_refused_before_its_first_statement(target, database):
    elsewhere = database.render_as_string(hide_password=False)
    migrations = Migrations(HISTORIES / "environment", "alembic.ini", {"DATABASE_URL": elsewhere})
    with pytest.raises(IdentityError) as caught:
        bootstrap(target, Blueprint(migrations))
    assert database.database in caught.value.why
    assert f"127.0.0.1:{database.port}" in caught.value.why
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == []


def test_two_newest_revisions_are_named_with_the_way_to_merge_them(target, history):
    with pytest.raises(MigrationError) as caught:
        bootstrap(target, Blueprint(history("branches")))
    assert "e2" in caught.value.what
    assert caught.value.next == 'alembic merge -m "merge" e2 e3'


def test_a_revision_that_the_files_lack(target, history):
    bootstrap(target, Blueprint(history("plain")))
    with pytest.raises(MigrationError, match="a2, which the revision files do not lead on from"):
        bootstrap(target, Blueprint(history("failing")))


def test_a_failing_revision_says_all_there_is_to_know(target, history, ear):
    with pytest.raises(MigrationError) as caught:
        bootstrap(target, Blueprint(history("failing")), listener=ear)
    error = caught.value
    assert error.what == "Revision f2 failed"
    assert "f2_twice.py, line 11" in error.why
    assert "SQLSTATE: 42P07" in error.why
    assert "Statement: CREATE TABLE fine (id int PRIMARY KEY)" in error.why
    assert "Hint: It is there already" in error.why
    assert error.state == "The database is left at f1; nothing of the failed revision stays."
    assert "bootstrap" in error.next
    assert ear.ended[-1].status is Status.FAILED
    assert tables(target) == {"fine", "alembic_version"}


def test_an_enum_that_a_revision_creates_plainly_must_not_be_declared(target, history):
    blueprint = Blueprint(history("plain_enum"), enums={"mood": ("sad", "ok")})
    with pytest.raises(MigrationError, match="`enums` must not name what a revision creates"):
        bootstrap(target, blueprint)


def test_what_env_prints_and_configures_stays_out_of_our_way(target, history, capfd, caplog):
    ours = logging.getLogger("toolkit.bootstrap.test")
    handlers = list(logging.getLogger().handlers)
    with caplog.at_level(logging.INFO, "toolkit"):
        bootstrap(target, Blueprint(history("plain")))
    assert capfd.readouterr() == ("", "")
    assert "env.py speaks" in caplog.text
    assert not ours.disabled
    assert logging.getLogger().handlers == handlers


def test_a_folder_that_is_not_the_current_one(target, history, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert len(runs(bootstrap(target, Blueprint(history("plain"))))) == 2
    assert Path.cwd() == tmp_path


class Reader:
    """A session that reads a table in a transaction and does not go away."""

    def __init__(self, url: sa.URL, sql: str) -> None:
        self.engine = sa.create_engine(
            url, poolclass=sa.NullPool, connect_args={"application_name": "a long report"}
        )
        self.connection = self.engine.connect()
        self.connection.exec_driver_sql(sql)

    def leave(self) -> None:
        self.connection.rollback()
        self.connection.close()


class LeavesWhenNamed:
    """A listener that lets the reader go once it was named as the one in the way."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.said = reader, []

    def started(self, name: str) -> None: ...
    def finished(self, outcome: Outcome) -> None: ...
    def progress(self, text: str, done: int = 0, total: int = 0) -> None:
        self.said.append(text)
        if "a long report" in text:
            self.reader.leave()


@pytest.fixture
def short_lock_timeout(monkeypatch):
    monkeypatch.setattr("toolkit.database.session.LOCK_TIMEOUT", "300ms")
    monkeypatch.setattr("toolkit.database.waiting.LOOK_EVERY", 0.05)


def first_revision_only(tmp_path, name: str, last: str) -> Migrations:
    root = shutil.copytree(HISTORIES / name, tmp_path / name)
    next((root / "migrations/versions").glob(f"{last}_*.py")).unlink()
    return Migrations(root, "alembic.ini")


def test_a_long_reader_is_named_and_not_made_to_wait(target, history, tmp_path, short_lock_timeout):
    bootstrap(target, Blueprint(first_revision_only(tmp_path, "plain", "a2")))
    listener = LeavesWhenNamed(Reader(target.url, "SELECT * FROM users"))
    outcomes = bootstrap(target, Blueprint(history("plain")), listener=listener)
    assert len(runs(outcomes)) == 1
    assert any("a long report, since" in text for text in listener.said)
    assert not any("SELECT" in text for text in listener.said)


def test_a_reader_that_stays_is_named_in_the_error(target, history, tmp_path, short_lock_timeout):
    bootstrap(target, Blueprint(first_revision_only(tmp_path, "plain", "a2")))
    reader = Reader(target.url, "SELECT * FROM users")
    with pytest.raises(LockedError, match="a long report"):
        bootstrap(target, Blueprint(history("plain")), deadline=1.0)
    reader.leave()


def test_a_revision_that_committed_part_is_not_run_again(
    target, history, tmp_path, short_lock_timeout
):
    """The reader holds off only the statement after the commit."""
    bootstrap(target, Blueprint(first_revision_only(tmp_path, "autocommit", "g2")))
    reader = Reader(target.url, "SELECT 1")

    def block(connection, statement) -> None:
        if "more" in statement and not reader.connection.in_transaction():
            reader.connection.exec_driver_sql("SELECT * FROM big")

    reader.connection.rollback()
    hook = lambda c, cursor, statement, *_: block(c, statement)  # noqa: E731
    sa.event.listen(sa.Engine, "before_cursor_execute", hook)
    try:
        with pytest.raises(MigrationError) as caught:
            bootstrap(target, Blueprint(history("autocommit")))
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", hook)
        reader.leave()
    assert "SQLSTATE: 55P03" in caught.value.why
    assert caught.value.state.startswith("The database is left at g1; part of")


def test_a_revision_that_is_never_in_a_transaction_is_not_run_again(
    target, tmp_path, short_lock_timeout
):
    """Its env.py commits each statement: the first one stays when the second gets no lock."""
    migrations = first_revision_only(tmp_path, "autocommit", "g2")
    bootstrap(target, Blueprint(migrations))
    env = tmp_path / "autocommit/migrations/env.py"
    each = 'poolclass=pool.NullPool, isolation_level="AUTOCOMMIT"'
    env.write_text(env.read_text().replace("poolclass=pool.NullPool", each))
    revision = (HISTORIES / "autocommit/migrations/versions/g2_columns.py").read_text()
    revision = revision.replace("with op.get_context().autocommit_block():", "if True:")
    revision = revision.replace("ALTER TABLE big ADD COLUMN extra text", "CREATE TABLE small ()")
    (tmp_path / "autocommit/migrations/versions/g2.py").write_text(revision)
    reader = Reader(target.url, "SELECT * FROM big")
    with pytest.raises(MigrationError) as caught:
        bootstrap(target, Blueprint(Migrations(migrations.root, migrations.alembic)))
    reader.leave()
    assert "SQLSTATE: 55P03" in caught.value.why
    assert caught.value.state.startswith("The database is left at g1; part of")


def test_a_session_that_ends_in_a_revision(target, tmp_path):
    """As when the server crashes; ours is what env.py takes, so nobody is left to ask."""
    root = shutil.copytree(HISTORIES / "branches", tmp_path / "branches")
    for name in ("e2_left.py", "e3_right.py"):
        (root / "migrations/versions" / name).unlink()
    revision = root / "migrations/versions/e1_root.py"
    sql = "SELECT pg_terminate_backend(pg_backend_pid())"
    revision.write_text(re.sub(r"op\.execute\(.*\)", f'op.execute("{sql}")', revision.read_text()))
    with pytest.raises(MigrationError, match="Revision e1 failed") as caught:
        bootstrap(target, Blueprint(Migrations(root, "alembic.ini")))
    assert "SQLSTATE: 57P01" in caught.value.why
    assert "`alembic current` says" in caught.value.state


def test_a_revision_that_is_interrupted_has_not_failed(target, history, tmp_path):
    """What is undone after ^C may fail, as on a connection that ^C cut: that is not the story."""
    root = shutil.copytree(HISTORIES / "failing", tmp_path / "failing")
    revision = next((root / "migrations/versions").glob("f2_*.py"))
    end = 'try:\n        raise KeyboardInterrupt\n    finally:\n        op.drop_table("none")'
    revision.write_text(re.sub(r"op\.execute\(.*fine.*\)", end, revision.read_text()))
    with pytest.raises(KeyboardInterrupt):
        bootstrap(target, Blueprint(Migrations(root, "alembic.ini")))
    assert tables(target) == {"fine", "alembic_version"}


def test_no_event_loop_is_left_behind(target, history):
    bootstrap(target, Blueprint(history("async_schema")))
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()


def test_an_env_that_takes_what_it_is_offered_for_an_engine(target, history):
    assert len(runs(bootstrap(target, Blueprint(history("engine_attribute"))))) == 1
    assert changed(bootstrap(target, Blueprint(history("engine_attribute")))) == 0


def test_an_env_that_ends_the_program(target, history):
    with pytest.raises(MigrationError, match=r"env.py, line 8: SystemExit: no settings here"):
        bootstrap(target, Blueprint(history("exiting")))


def test_an_env_that_does_not_commit(target, history):
    with pytest.raises(MigrationError, match="k1 ran, but the database does not say so"):
        bootstrap(target, Blueprint(history("forgetful")))


def test_an_env_that_does_not_commit_is_told_apart_at_the_next_revision(target, tmp_path):
    root = shutil.copytree(HISTORIES / "environment", tmp_path / "project")
    shutil.copy(HISTORIES / "forgetful/migrations/env.py", root / "migrations")
    with pytest.raises(MigrationError, match="d1 ran, but the database does not say so"):
        bootstrap(target, Blueprint(Migrations(root, "alembic.ini")))


def test_a_configuration_that_is_not_there(target):
    with pytest.raises(MigrationError, match="is not there"):
        bootstrap(target, Blueprint(Migrations(HISTORIES, "nowhere.ini")))


def test_an_autocommit_block_on_our_connection_leaves_it_in_order(target, tmp_path):
    shutil.copytree(HISTORIES / "autocommit", tmp_path, dirs_exist_ok=True)
    (tmp_path / "migrations/env.py").write_text(
        "from alembic import context\n"
        'context.configure(connection=context.config.attributes["connection"],\n'
        "                  transaction_per_migration=True)\n"
        "with context.begin_transaction():\n"
        "    context.run_migrations()\n"
    )
    outcomes = bootstrap(target, Blueprint(Migrations(tmp_path, "alembic.ini")))
    assert len(runs(outcomes)) == 2
    assert changed(bootstrap(target, Blueprint(Migrations(tmp_path, "alembic.ini")))) == 0

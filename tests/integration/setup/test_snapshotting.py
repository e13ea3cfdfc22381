"""Snapshots of a real database: taken before what is regretted, restored whole or not at all."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.integration.setup.small import Project, ask, connected, look, plain
from toolkit.bootstrap.steps import snapshot as step
from toolkit.catalog.sql import ident
from toolkit.database.lock import lock_key
from toolkit.errors import CommandError, IdentityError, LockedError, UsageError
from toolkit.findings import Outcome, Silence, Status
from toolkit.recovery import snapshots
from toolkit.recovery.snapshots import Snapshot
from toolkit.settings import load
from toolkit.setup.hive import Hive
from toolkit.setup.opening import open_hive
from toolkit.setup.snapshotting import folder, refuse_external, restored, taken

Converge = Callable[..., dict[str, Outcome]]
DEBIAN = Path("/usr/lib/postgresql/15/bin")
NAMES = "SELECT datname::text FROM pg_database WHERE NOT datistemplate ORDER BY 1"


@pytest.fixture
def url(hive: Hive, converge: Converge) -> Iterator[sa.URL]:
    """The hive's database, bootstrapped, with one more row; another one for each test."""
    converge(hive)
    url = hive.target().url
    ask(url, "INSERT INTO orders VALUES (2, 'of a person')")
    yield url
    for one in kept(hive):
        one.file.unlink()
    ask(admin(hive), f"DROP DATABASE IF EXISTS {ident(hive.target().name)} WITH (FORCE)")


def admin(hive: Hive) -> sa.URL:
    url = hive.target().admin
    assert url is not None
    return url


def kept(hive: Hive) -> list[Snapshot]:
    return snapshots.known(folder(hive))


def spoil(url: sa.URL) -> None:
    ask(url, "DROP TABLE orders")
    ask(url, "CREATE TABLE regretted (id int)")


def test_what_was_there_is_there_again_and_what_is_there_is_kept(hive: Hive, url: sa.URL) -> None:
    before = look(url)
    one = taken(hive)
    assert (one.before, one.revisions) == (snapshots.ASKED, ("r1",))
    spoil(url)
    spoilt = look(url)
    outcome = restored(hive, one.name)
    assert before.difference(look(url)) == ""
    (other,) = [two for two in kept(hive) if two.before == "restore"]
    assert outcome.changes == (f"keep what was there as {other.name}", f"restore {one.name}")
    restored(hive, other.name)
    assert spoilt.difference(look(url)) == ""
    assert ask(admin(hive), NAMES) == ["postgres", url.database]


def test_the_bootstrap_finds_it_as_its_own(hive: Hive, url: sa.URL, converge: Converge) -> None:
    one = taken(hive)
    restored(hive, one.name)
    assert {found.status for found in converge(hive).values()} == {Status.UNCHANGED}
    assert ask(url, "SELECT instance FROM hive.identity") == [hive.instance]


def test_a_database_that_is_gone_is_made_again(hive: Hive, url: sa.URL) -> None:
    before = look(url)
    one = taken(hive)
    ask(admin(hive), f"DROP DATABASE {ident(url.database or '')}")
    assert restored(hive, one.name).changes == (f"restore {one.name}",)
    assert before.difference(look(url)) == ""


def test_whoever_is_connected_is_cut_off(hive: Hive, url: sa.URL) -> None:
    one = taken(hive)
    with connected(url) as connection:
        connection.exec_driver_sql("SELECT 1")
        restored(hive, one.name)
        with pytest.raises(sa.exc.OperationalError):
            connection.exec_driver_sql("SELECT 1")
    assert ask(url, "SELECT count(*) FROM orders") == [2]


def test_taken_only_before_revisions_and_where_there_are_rows(
    hive: Hive, project: Project, converge: Converge, url: sa.URL
) -> None:
    assert kept(hive) == []  # the first bootstrap found nothing that one could regret
    assert converge(hive)["snapshot"].status is Status.UNCHANGED
    project.revision("r2", "r1", "DELETE FROM orders WHERE id = 2")
    try:
        planned = converge(hive, plan=True)["snapshot"]
        assert (planned.status, kept(hive)) == (Status.PENDING, [])
        done = converge(hive)
    finally:
        (project.root / "migrations/versions/r2.py").unlink()
    assert done["snapshot"].changes == ("keep the database as it is at r1",)
    (one,) = kept(hive)
    assert (one.before, one.revisions) == ("bootstrap", ("r1",))
    assert ask(url, "SELECT id FROM orders") == [1]
    restored(hive, one.name)
    assert ask(url, "SELECT id FROM orders ORDER BY 1") == [1, 2]


def test_none_of_what_is_large_and_that_is_said(
    hive: Hive, project: Project, converge: Converge, url: sa.URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert url.database
    monkeypatch.setattr(step, "MOST", 1)
    project.revision("r2", "r1", "SELECT 1")
    try:
        done = converge(hive)["snapshot"]
    finally:
        (project.root / "migrations/versions/r2.py").unlink()
    assert done.status is Status.UNCHANGED
    assert "invoke snapshot.take" in done.notes[0]
    assert kept(hive) == []


KILLS = {
    "between the two names": ("toolkit.database.rename._rename", 2, False),
    "before what was there is dropped": ("toolkit.database.rename.swap", 1, True),
    "before the dump is filled in": ("toolkit.setup.dumping.restore", 1, False),
    "before the swap": ("toolkit.database.rename.swap", 1, False),
    "after both, not committed": ("toolkit.database.rename._rename", 2, True),
}
SAMPLE = 1
KILLED = """
import os, signal, sys
from pathlib import Path
from pkgutil import resolve_name
from toolkit.findings import Silence
from toolkit.settings import load
from toolkit.setup.opening import open_hive
from toolkit.setup.snapshotting import restored

name, number, after = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "True"
module, _, function = name.rpartition(".")
home, calls = resolve_name(module), []
real = getattr(home, function)

def dies(*args):
    calls.append(1)
    if len(calls) == number and not after:
        os.kill(os.getpid(), signal.SIGKILL)
    real(*args)
    if len(calls) == number:
        os.kill(os.getpid(), signal.SIGKILL)

setattr(home, function, dies)
restored(open_hive(load(Path(sys.argv[4])).settings, Silence(), make=False), sys.argv[5])
"""


@pytest.mark.parametrize(
    "moment",
    [pytest.param(one, marks=[pytest.mark.full] * (n >= SAMPLE)) for n, one in enumerate(KILLS)],
)
def test_a_kill_leaves_the_old_one_or_the_new_one(hive: Hive, url: sa.URL, moment: str) -> None:
    new = look(url)
    one = taken(hive)
    spoil(url)
    old = look(url)
    words = [*map(str, KILLS[moment]), str(hive.settings.root), one.name]
    done = subprocess.run([sys.executable, "-c", KILLED, *words], check=False, env=plain())
    assert done.returncode == -9
    found = look(url)
    assert found in (old, new)
    assert (found == new) is (moment == "before what was there is dropped")
    restored(hive, one.name)
    assert new.difference(look(url)) == ""
    assert ask(admin(hive), NAMES) == ["postgres", url.database]


def refused(hive: Hive, url: sa.URL, name: str, error: type[Exception], what: str) -> None:
    """And nothing is changed, nor left beside it."""
    before = look(url)
    with pytest.raises(error, match=what):
        restored(hive, name)
    assert before.difference(look(url)) == ""
    assert ask(admin(hive), NAMES) == ["postgres", url.database]


def test_half_a_dump_is_refused(hive: Hive, url: sa.URL) -> None:
    one = taken(hive)
    one.file.write_bytes(one.file.read_bytes()[: one.bytes // 2])
    refused(hive, url, one.name, CommandError, "cannot be restored")


def test_another_checkouts_is_refused(hive: Hive, url: sa.URL) -> None:
    ask(url, f"UPDATE hive.identity SET instance = '{'f' * 32}'")
    one = taken(hive)
    ask(url, f"UPDATE hive.identity SET instance = '{hive.instance}'")
    refused(hive, url, one.name, IdentityError, "another checkout")


def test_while_a_bootstrap_is_at_work(hive: Hive, url: sa.URL) -> None:
    one = taken(hive)
    quick = replace(hive, settings=hive.settings.model_copy(update={"deadline": 0.2}))
    with connected(admin(hive)) as holder:
        holder.exec_driver_sql(f"SELECT pg_advisory_lock({lock_key(url.database or '')})")
        refused(quick, url, one.name, LockedError, "is locked")


def test_a_table_that_somebody_holds_is_not_waited_for_without_end(hive: Hive, url: sa.URL) -> None:
    quick = replace(hive, settings=hive.settings.model_copy(update={"deadline": 0.2}))
    with connected(url) as holder, holder.begin():
        holder.exec_driver_sql("LOCK TABLE orders")
        with pytest.raises(CommandError, match="cannot be dumped") as caught:
            taken(quick)
    assert "LOCK TABLE" in caught.value.why
    assert kept(hive) == []


@pytest.fixture
def external(hive: Hive, url: sa.URL, tmp_path: Path) -> Hive:
    """The same database, as one that somebody gave us."""
    assert url.database == hive.target().name
    given = {"HIVE_SERVICES": "external", "DATABASE_URL": hive.urls["DATABASE_URL"]}
    return open_hive(load(tmp_path, given).settings, Silence(), make=False)


def test_what_somebody_gave_us_is_not_replaced(external: Hive) -> None:
    folder(external).mkdir()
    (folder(external) / "one.dump").touch()
    with pytest.raises(UsageError, match="not this toolkit's to replace") as caught:
        refuse_external(external, "one")
    assert f"{folder(external)}/one.dump" in caught.value.next


@pytest.mark.skipif(not DEBIAN.exists(), reason="no PostgreSQL 15 here")
def test_a_client_older_than_the_server_refuses(
    external: Hive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{DEBIAN}:/usr/bin:/bin")
    with pytest.raises(CommandError, match="cannot be dumped") as caught:
        taken(external)
    assert "of the server's version" in caught.value.next
    assert kept(external) == []

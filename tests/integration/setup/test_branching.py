"""Branch databases of real worktrees, on a real server: made at head, and dropped with them."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.integration.setup.small import DATABASE, Project, ask, connected, plain
from toolkit.bootstrap.run import bootstrap
from toolkit.catalog.sql import ident, literal
from toolkit.database.url import parse
from toolkit.errors import UsageError
from toolkit.findings import Outcome, Silence, Status, converged
from toolkit.settings import load
from toolkit.setup import branching
from toolkit.setup.branching import Branch
from toolkit.setup.clones import Clones
from toolkit.setup.declared import blueprint
from toolkit.setup.hive import Hive
from toolkit.setup.opening import open_hive

NAMES = "SELECT datname::text FROM pg_database WHERE NOT datistemplate ORDER BY 1"
TEMPLATES = """SELECT datname::text FROM pg_database
  WHERE NOT datallowconn AND datname ~ '^hive_template' ORDER BY oid"""
ALWAYS = {"postgres", DATABASE}


@pytest.fixture
def tree(project: Project, hive: Hive, tmp_path: Path) -> Iterator[Callable[[str], Project]]:
    """Make worktrees by name; with their databases they go afterwards."""
    assert hive.settings.root == project.root
    made = []

    def one(name: str) -> Project:
        made.append(project.worktree(tmp_path / name))
        return made[-1]

    yield one
    for one_made in made:
        shutil.rmtree(one_made.root, ignore_errors=True)
    project.git("worktree", "prune")
    branching.pruned(hive.settings, Silence())


def branch(tree: Project, name: str) -> tuple[Branch, Outcome]:
    return branching.branched(load(tree.root, {}).settings, name, Silence())


def prune(hive: Hive) -> dict[str, Outcome]:
    return {one.name: one for one in branching.pruned(hive.settings, Silence())}


def names(hive: Hive) -> set[object]:
    """Of databases, templates left out."""
    found = ask(admin(hive), NAMES)
    return {one for one in found if not str(one).startswith("hive_template_")}


def admin(hive: Hive) -> sa.URL | None:
    return hive.target().admin


def opened(tree: Project) -> Hive:
    return open_hive(load(tree.root, {}).settings, Silence(), make=False)


Tree = Callable[[str], Project]


def test_a_worktree_uses_a_database_at_head_with_its_rows(hive: Hive, tree: Tree) -> None:
    fix = tree("fix")
    made, outcome = branch(fix, "fix")
    assert outcome.changes == ('create database "fix"', "have .env.local name it")
    assert (made.worktree, made.gone) == (str(fix.root), False)
    url = load(fix.root, {}).settings.database_url
    assert url is not None
    assert ask(url.get_secret_value(), "SELECT note FROM orders") == ["declared"]
    assert ask(url.get_secret_value(), "SELECT version_num FROM alembic_version") == ["r1"]
    assert ask(url.get_secret_value(), "SELECT instance FROM hive.identity") == [hive.instance]
    secret = str(parse(url.get_secret_value()).password)
    assert converged(bootstrap(opened(fix).target(), blueprint(opened(fix))))
    assert made.url.endswith("/fix")
    assert secret not in made.url + repr(outcome)
    assert (fix.root / ".env.local").stat().st_mode & 0o777 == 0o600


def test_tests_in_it_have_a_server_of_their_own(hive: Hive, tree: Tree) -> None:
    fix = tree("fix")
    branch(fix, "fix")
    clones = Clones(fix.root, "a run")
    with closing(clones), clones.one() as url:
        assert ask(url, "SELECT note FROM orders") == ["declared"]
        assert url.port != hive.target().url.port
    assert names(hive) == ALWAYS | {"fix"}


def test_what_is_there_is_left_as_it_is(tree: Tree) -> None:
    fix = tree("fix")
    branch(fix, "fix")
    ask(opened(fix).urls["DATABASE_URL"], "DELETE FROM orders")
    assert branch(fix, "fix")[1].status is Status.UNCHANGED
    assert ask(opened(fix).urls["DATABASE_URL"], "SELECT count(*) FROM orders") == [0]


@pytest.mark.parametrize("name", ["a'b\"; DROP TABLE x; --%41", "ü" * 31 + "x", "größe 🐝", "a=b"])
def test_names_that_are_hard_to_quote(hive: Hive, tree: Tree, name: str) -> None:
    fix = tree("fix")
    branch(fix, name)
    assert name in names(hive)
    found = opened(fix)
    assert ask(found.urls["DATABASE_URL"], "SELECT current_database()::text") == [name]
    assert ask(found.target().url, "SELECT version_num FROM alembic_version") == ["r1"]
    assert [one.name for one in branching.listed(hive.settings, Silence())] == [name]


REFUSED = {
    "": "no name",
    "ü" * 32: "no name",
    "a\nb": "no name",
    "\udcff": "no name",
    "hive_test_0123456789ab": "no name",
    "postgres": "already",
    "template1": "already",
    DATABASE: "already",
}


def test_names_that_are_refused(hive: Hive, tree: Tree) -> None:
    fix, before = tree("fix"), names(hive)
    for name, why in REFUSED.items():
        with pytest.raises(UsageError, match=why):
            branch(fix, name)
    assert names(hive) == before
    assert not (fix.root / ".env.local").exists()


def test_anothers_branch_is_refused(tree: Tree) -> None:
    branch(tree("one"), "mine")
    with pytest.raises(UsageError, match="already") as caught:
        branch(tree("other"), "mine")
    assert caught.value.why.endswith("/one")


def test_the_template_is_made_once_until_a_revision_is_another(hive: Hive, tree: Tree) -> None:
    one, other = tree("one"), tree("other")
    branch(one, "first")
    templates = partial(ask, admin(hive), TEMPLATES)
    before = templates()
    branch(other, "second")
    assert templates() == before
    other.revision("r2", "r1", "CREATE TABLE more (id int)")
    branch(other, "third")
    assert len(templates()) == len(before) + 1
    assert ask(opened(other).urls["DATABASE_URL"], "SELECT version_num FROM alembic_version") == [
        "r2"
    ]
    newest = templates()[-1:]
    prune(hive)
    assert templates() == newest
    assert {"first", "second", "third"} <= names(hive)


def test_pruned_is_what_is_ours_and_whose_worktree_is_gone(
    hive: Hive, project: Project, tree: Tree, tmp_path: Path
) -> None:
    for name in ("stays", "removed", "deleted", "locked", "moved"):
        branch(tree(name), name)
    project.git("worktree", "remove", "--force", tmp_path / "removed")
    project.git("worktree", "lock", tmp_path / "locked")
    for name in ("deleted", "locked"):
        shutil.rmtree(tmp_path / name)
    project.git("worktree", "move", tmp_path / "moved", tmp_path / "elsewhere")
    strangers = {"plain": "", "other": f"hive branch of {'f' * 32}: {tmp_path}/removed"}
    for name, comment in strangers.items():
        ask(admin(hive), f"CREATE DATABASE {name}")
        ask(admin(hive), f"COMMENT ON DATABASE {name} IS {literal(comment)}")
    found = prune(hive)
    assert names(hive) == {*ALWAYS, *strangers, "stays", "locked", "moved"}
    assert [one for one in found if not one.startswith("hive_template_")] == ["removed", "deleted"]
    branch(Project(tmp_path / "elsewhere"), "moved")
    project.git("worktree", "unlock", tmp_path / "locked")
    shutil.rmtree(tmp_path / "elsewhere")
    for name in strangers:
        ask(admin(hive), f"DROP DATABASE {name}")


def test_nobody_is_cut_off(hive: Hive, tree: Tree) -> None:
    fix = tree("fix")
    branch(fix, "fix")
    url = opened(fix).target().url
    shutil.rmtree(fix.root)
    with connected(url) as connection:
        connection.exec_driver_sql("SELECT 1")
        assert prune(hive)["fix"].status is Status.PENDING
        connection.exec_driver_sql("SELECT 1")
    assert prune(hive)["fix"].status is Status.CHANGED


MAKE = """
import os, signal, sys
from pathlib import Path
from toolkit.database import rename
from toolkit.findings import Silence
from toolkit.settings import load
from toolkit.setup.branching import branched

def dies(raw, made, name, comment):
    if name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
    settle(raw, made, name, comment)

if sys.argv[3] == "killed":
    settle, rename.settle = rename.settle, dies
branched(load(Path(sys.argv[1])).settings, sys.argv[2], Silence())
"""


def start(tree: Project, name: str, how: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", MAKE, tree.root, name, how], env=plain())


def test_a_kill_before_it_has_its_name_leaves_what_a_prune_clears(hive: Hive, tree: Tree) -> None:
    fix = tree("fix")
    assert start(fix, "fix", "killed").wait() == -9
    (left,) = names(hive) - ALWAYS
    assert str(left).startswith("hive_test_")
    prune(hive)
    assert names(hive) == ALWAYS
    branch(fix, "fix")
    assert names(hive) == {*ALWAYS, "fix"}


def test_two_at_once(hive: Hive, tree: Tree) -> None:
    one, other = tree("one"), tree("other")
    for tree_of in (one, other):
        tree_of.revision("r2", "r1", "CREATE TABLE at_once (id int)")
    started = [start(one, "one", ""), start(other, "other", "")]
    assert [process.wait() for process in started] == [0, 0]
    for tree_of in (one, other):
        url = opened(tree_of).urls["DATABASE_URL"]
        assert ask(url, "SELECT version_num FROM alembic_version") == ["r2"]
    assert names(hive) == {*ALWAYS, "one", "other"}


def test_the_main_worktree_has_its_own(project: Project, hive: Hive) -> None:
    with pytest.raises(UsageError, match="main worktree"):
        branching.branched(hive.settings, "fix", Silence())
    assert not [one for one in names(hive) if one == "fix"]
    assert (project.root / ".git").is_dir()


def test_a_hive_that_runs_in_the_worktree_is_not_left_alone(hive: Hive, tree: Tree) -> None:
    """Nobody would stop it: commands would speak of the branch's server from then on."""
    assert hive.instance
    fix = tree("fix")
    own = open_hive(load(fix.root, {}).settings, Silence(), make=True)
    assert own.redis
    own.redis.start(60)
    try:
        with pytest.raises(UsageError, match="hive of its own"):
            branch(fix, "fix")
    finally:
        own.redis.stop()
    branch(fix, "fix")
    assert opened(fix).backend == "external"


def test_an_external_server_is_not_ours_to_fill(hive: Hive, tree: Tree) -> None:
    fix = tree("fix")
    path = hive.settings.root / ".env.local"
    text = path.read_text()
    path.write_text(f"{text}HIVE_SERVICES=external\nDATABASE_URL='{hive.urls['DATABASE_URL']}'\n")
    try:
        with pytest.raises(UsageError, match="are external"):
            branch(fix, "fix")
    finally:
        path.write_text(text)
    assert ident("fix") not in names(hive)

"""Branch databases: for each worktree, on the main worktree's server, a copy of one at head.

What is copied was made by the bootstrap itself, once for each content of what is declared. A
worktree with a branch uses it as it uses a server that somebody else runs: its settings say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import psycopg

from toolkit.database import branches, rename, scratch
from toolkit.database.branches import BRANCH, TEMPLATE, Beside
from toolkit.database.migrations import Migrations
from toolkit.database.migrations_models import nowhere
from toolkit.database.target import Target
from toolkit.database.url import parse
from toolkit.errors import UsageError
from toolkit.findings import Listener, Outcome, Status
from toolkit.recovery import ladder
from toolkit.report.redact import redact
from toolkit.settings import Settings, local_file, record, recorded
from toolkit.settings.words import NAME, unkept
from toolkit.setup import references, scratch_target, worktrees
from toolkit.setup.branch_server import Server, served
from toolkit.setup.opening import known, open_hive
from toolkit.setup.worktrees import Place


@dataclass(frozen=True)
class Branch:
    """`url` is without its secret; `gone`: the folder `worktree` is."""

    name: str
    worktree: str
    url: str
    gone: bool
    bytes: int


@dataclass(frozen=True)
class Used:
    """Folders of the worktrees that are there; `names` are what their settings name: one may have
    been moved since its branch was made."""

    folders: frozenset[str]
    names: frozenset[str]

    def __contains__(self, one: Beside) -> bool:
        return one.of in self.folders or one.name in self.names


def branched(settings: Settings, name: str, listener: Listener) -> tuple[Branch, Outcome]:
    """The worktree of `settings` has a database of that name, and its commands use it; there
    already, it is left as it is. UsageError, ServiceError, what a bootstrap raises."""
    _refuse_name(name)
    place = worktrees.place(settings.root)
    _refuse_own(settings, place, listener)
    with served(place, listener) as server:
        made = _ensured(server, settings, str(place.here), name)
        urls = {**server.hive.urls, "DATABASE_URL": server.url(name)}
        said = record(settings.root, {"HIVE_SERVICES": "external", **urls}, local_file.BRANCH)
        (one,) = [one for one in _all(server, place) if one.name == name]
    what = (f'create database "{name}"',) * made + ("have .env.local name it",) * said
    status = Status.CHANGED if what else Status.UNCHANGED
    return one, Outcome("branch", status, changes=what)


def listed(settings: Settings, listener: Listener) -> Sequence[Branch]:
    """Of every worktree of the repository."""
    place = worktrees.place(settings.root)
    with served(place, listener) as server:
        return _all(server, place)


def pruned(settings: Settings, listener: Listener) -> Sequence[Outcome]:
    """Gone are branches whose worktree is, and templates but for the newest; nobody's who is
    connected. What a kill left half-made goes too."""
    place = worktrees.place(settings.root)
    with served(place, listener) as server:
        return [_dropped(server, one) for one in _useless(server, place)]


def _ensured(server: Server, settings: Settings, folder: str, name: str) -> bool:
    """Whether it had to be made."""
    raw = server.part.raw
    for one in server.found:
        if one.name == name:
            if one.what != BRANCH or (one.of != folder and _named(settings.root) != name):
                raise _taken(name, f"it is the {one.what} of {one.of}")
            return False
    with server.part.clone(of=_template(server, settings)) as copy:
        try:
            rename.settle(raw, copy, name, server.comment(BRANCH, folder))
        except psycopg.errors.DuplicateDatabase:
            raise _taken(name, "it is no branch of this repository") from None
    return True


def _template(server: Server, settings: Settings) -> str:
    """Its name: another one whenever a revision, or what else is declared, is another."""
    hive = replace(server.hive, settings=settings)
    target = replace(server.target, search_path=settings.search_path)
    key = _key(settings, target)
    name = f"hive_template_{key}"
    if name not in [one.name for one in server.found if one.what == TEMPLATE]:
        hive.listener.progress("making the template: a bootstrap from nothing")
        server.part.template(partial(scratch_target.bootstrapped, hive, target))
        rename.settle(server.part.raw, server.part.name, name, server.comment(TEMPLATE, key))
    return name


def _key(settings: Settings, target: Target) -> str:
    """Of all that the bootstrap is told, but for the models: those it only looks at."""
    if not settings.alembic:
        raise UsageError(
            "there is nothing to make a branch of",
            why="the project has no configuration of Alembic",
            next="alembic init migrations, or set alembic in [tool.hive]",
        )
    told = (settings.extensions, references.enums(settings), references.rows(settings))
    beside = (target.url.username, target.search_path, *told)
    exported = nowhere(settings.url_names)
    return ladder.key(Migrations(settings.root, settings.alembic, exported=exported), beside)


def _all(server: Server, place: Place) -> Sequence[Branch]:
    used = _used(place)
    return [
        Branch(one.name, one.of, redact(server.url(one.name)), one not in used, one.bytes)
        for one in server.found
        if one.what == BRANCH
    ]


def _useless(server: Server, place: Place) -> Sequence[Beside]:
    used = _used(place)
    templates = [one for one in server.found if one.what == TEMPLATE]
    gone = [one for one in server.found if one.what == BRANCH and one not in used]
    return [*gone, *templates[:-1]]


def _used(place: Place) -> Used:
    there = [one.path for one in place.all if one.there and not one.bare]
    names = (_named(path / place.inner) for path in there)
    return Used(frozenset(map(str, there)), frozenset(names))


def _named(root: Path) -> str:
    """The branch that a worktree uses, "" where it uses none."""
    url = recorded(root, local_file.BRANCH).get("DATABASE_URL")
    return parse(url).database or "" if url else ""


def _dropped(server: Server, one: Beside) -> Outcome:
    change = f"drop the {one.what} of {one.of}"
    if branches.drop(server.part.raw, one):
        return Outcome(one.name, Status.CHANGED, changes=(change,))
    return Outcome(one.name, Status.PENDING, changes=(f"{change}: somebody is connected to it",))


def _refuse_name(name: str) -> None:
    if not name.isprintable() or unkept(name):
        raise UsageError(
            "that is no name for a database",
            why=f"it has 1 to {NAME} bytes, and nothing that cannot be printed",
            next="invoke db.branch --name NAME",
        )
    if name.startswith(scratch.PREFIX):
        raise UsageError(
            f"{name} is no name for a branch",
            why=f"what begins with {scratch.PREFIX} comes and goes with tests",
            next="invoke db.branch --name NAME",
        )


def _refuse_own(settings: Settings, place: Place, listener: Listener) -> None:
    """Where a hive of its own is used, or still runs."""
    if place.here == place.all[0].path:
        raise UsageError(
            "this is the main worktree, which has a database already: the hive's own",
            next="git worktree add FOLDER, and there: invoke db.branch --name NAME",
        )
    if settings.services == "external" or not known(settings):
        return
    hive = open_hive(settings, listener, make=False)
    if [one for one in hive.services if one.unhealthy() is None]:
        raise UsageError(
            "this worktree has a hive of its own, and it runs",
            state="Nothing was changed; that one's data stays where it is in any case.",
            next="invoke down, then the same command again",
        )


def _taken(name: str, whose: str) -> UsageError:
    return UsageError(
        f'there is a database "{name}" already',
        why=whose,
        state="It is as it was.",
        next="Choose another name: invoke db.branch --name NAME",
    )

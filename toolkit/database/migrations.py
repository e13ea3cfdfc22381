"""A project's migrations through Alembic's own API: what is pending, one revision at a time."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from toolkit.database.guard import Guard
from toolkit.database.migrations_config import configuration, go_async, home, point_at, prepended
from toolkit.database.migrations_errors import (
    drifted,
    env_failed,
    graph_unreadable,
    not_committed,
    revision_failed,
    revision_unknown,
    several_heads,
)
from toolkit.database.migrations_run import Choose, Context, Run, Step, call
from toolkit.database.quiet import inside
from toolkit.database.session import Facts
from toolkit.database.stamp import Stamp
from toolkit.database.target import Target
from toolkit.database.waiting import got_no_lock
from toolkit.errors import DriftError, MigrationError, ToolkitError, interruption


@dataclass
class Site:
    """Where migrations run. `pids` collects the server processes of env.py's connections."""

    target: Target
    connection: Connection
    facts: Facts
    pids: list[int] = field(default_factory=list)
    offer: bool = True
    """Whether env.py is offered our connection as `config.attributes["connection"]`."""
    exported: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What env.py finds in the environment for this site."""


@dataclass(frozen=True)
class Migrations:
    """`alembic` is an ini file or pyproject.toml beneath `root`; `exported` is what env.py finds
    in the environment while it runs."""

    root: Path
    alembic: str
    exported: Mapping[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def config(self) -> Config:
        return configuration(self.root, self.alembic)

    @cached_property
    def folder(self) -> Path:
        """Where `alembic` is typed: the project's folder, or the configuration's own."""
        return home(self.root, self.alembic, self.config)

    @property
    def paths(self) -> list[str]:
        """Folders to import from: that one, and those of `prepend_sys_path`."""
        return [str(self.folder), *prepended(self.folder, self.config)]

    @property
    def script(self) -> ScriptDirectory:
        """The revision files, read once; MigrationError when they make no graph."""
        return self._read[0]

    @cached_property
    def _read(self) -> tuple[ScriptDirectory, list[str]]:
        """And what came into `sys.path` with them: `prepend_sys_path`, or by their own hand."""
        with inside(self.folder, self.exported), Guard().standing():
            before = set(sys.path)
            try:
                script = ScriptDirectory.from_config(self.config)
                script.get_heads()
            except ToolkitError:
                raise
            except Exception as error:
                raise graph_unreadable(error, self.alembic) from None
            added = [one for one in sys.path if one not in before]
        return script, [str((self.folder / one).absolute()) for one in added]

    @contextmanager
    def inside(self, more: Mapping[str, str] = MappingProxyType({})) -> Iterator[None]:
        """As if Alembic were typed in the project's folder, with what it can import there; `more`
        is exported too."""
        paths = self._read[1]
        with inside(self.folder, {**self.exported, **more}):
            sys.path[:0] = paths
            yield

    @property
    def head(self) -> str | None:
        """The one newest revision, None where there is no revision at all."""
        heads = self.script.get_heads()
        if len(heads) <= 1:
            return heads[0] if heads else None
        raise several_heads(heads)

    def stamp(self, site: Site) -> Stamp:
        """What the database says it is at, in whichever version table env.py configures."""
        run = self.look(site, lambda *_: ())
        return run.stamp

    def look(self, site: Site, see: Choose, **more: Any) -> Run:
        """Let env.py connect and configure, and `see` what it found; no revision is run."""
        return self._call(site, see, mutate=False, **more)

    def pending(self, heads: tuple[str, ...]) -> Sequence[Step]:
        """The revisions between `heads` and the newest, oldest first."""
        if self.head is None:
            return ()
        try:
            return list(self.script._upgrade_revs(self.head, heads))  # type: ignore[arg-type]
        except CommandError as error:
            raise revision_unknown(heads, error) from None

    def upgrade(self, site: Site, step: Step) -> None:
        """Run one revision in one transaction.

        A lock that was not to be had leaves as the driver's own error, but only when nothing of
        the revision is committed; everything else is a MigrationError.
        """
        run = self._call(site, lambda heads, _: self._only(step, heads), step)
        if step.revision.revision == self.head:  # else it is seen when the next one is run
            self._must_be_committed(site, run, step)

    def adopt(self, site: Site, revision: str) -> None:
        """Have the version table say that the database is at `revision`, "" before the first one,
        whatever it says now, and make it where there is none. No revision is run."""

        def choose(*_: object) -> Any:
            return self.script._stamp_revs(revision or "base", ())

        self._call(site, choose, purge=True)

    def _must_be_committed(self, site: Site, run: Run, step: Step) -> None:
        left = run.stamp.read(site.connection)
        if step.revision.revision not in left:
            raise not_committed(step, self.script.env_py_location, left)

    @cached_property
    def history(self) -> Sequence[Step]:
        """Every revision, each after those that it comes after, whatever number of heads."""
        return list(self.script._upgrade_revs("heads", ()))  # type: ignore[arg-type]

    def among(self, text: str) -> frozenset[str]:
        """A revision, or LOWER..UPPER: those after the lower one and up to the upper one."""
        lower, dots, upper = text.partition("..")
        try:
            if not dots:
                return frozenset(one.revision for one in self.script.get_revisions(lower) if one)
            found = self.script.iterate_revisions(upper or "heads", lower or "base")
            return frozenset(one.revision for one in found)
        except (CommandError, RevisionError) as error:
            raise MigrationError(
                f"{text} is no revision, and no two that follow each other",
                why=str(error),
                state="Nothing was run.",
                next="alembic history",
            ) from None

    def replay(self, site: Site, step: Step, before: Callable[[Context], None]) -> Run:
        """Run one revision, up or down, wherever the database is; `before` it, with env.py's own
        context in the transaction that a revision gets, whatever one likes.

        What the revision raises, and one that env.py did not commit, is a MigrationError.
        """

        def choose(_: tuple[str, ...], context: Context) -> Sequence[Step]:
            with context.begin_transaction(_per_migration=True):
                before(context)
            return (step,)

        run = self._call(site, choose, step)
        if step.is_upgrade:
            self._must_be_committed(site, run, step)
        return run

    def together(self, site: Site, begun: Callable[[Step, bool], None]) -> Run:
        """Run the whole history in one transaction; `begun` hears of each revision before it, and
        whether env.py itself asks for a transaction for each."""

        def choose(_: tuple[str, ...], context: Context) -> Iterator[Step]:
            each, context._transaction_per_migration = context._transaction_per_migration, False
            with context.begin_transaction() if each else nullcontext():
                for step in self.history:
                    begun(step, each)
                    yield step

        return self._call(site, choose)

    def down(self, step: Step) -> Step:
        """The way back over a revision."""
        return Step.downgrade_from_script(self.script.revision_map, step.revision)

    def _only(self, step: Step, heads: tuple[str, ...]) -> Sequence[Step]:
        """This revision, which must be the next one from where env.py finds the database."""
        first = next(iter(self.pending(heads)), None)
        if first is None or first.revision.revision != step.revision.revision:
            raise not_committed(first or step, self.script.env_py_location, heads)
        return (first,)

    def _call(
        self,
        site: Site,
        choose: Choose,
        step: Step | None = None,
        **how: Any,
    ) -> Run:
        run = Run(site.connection if site.offer else None)
        site.connection.rollback()
        try:
            self._inside(site, run, choose, **how)
        except (Exception, SystemExit) as error:
            if cut := interruption(error):
                raise cut from None
            if isinstance(error, DriftError) and step is not None:
                site.connection.rollback()
                raise drifted(error, step, run, _left(site, run)) from None
            if isinstance(error, ToolkitError):
                raise
            site.connection.rollback()
            if _no_connection_like_ours(error, run):
                site.offer = False
                return self._call(site, choose, step, **how)
            if _wants_async(error, run) and go_async(self.config):
                return self._call(site, choose, step, **how)
            raise self._explained(error, site, run, step) from None
        finally:
            site.connection.rollback()
        return run

    def _inside(self, site: Site, run: Run, choose: Choose, **how: Any) -> None:
        guard = Guard(site.target, site.facts, site.pids)
        point_at(self.config, site.target.url)
        with self.inside(site.exported), guard.standing():
            call(self.config, self.script, run, choose, **how)

    def _explained(
        self, error: BaseException, site: Site, run: Run, step: Step | None
    ) -> BaseException:
        if step is None or not run.begun:
            return env_failed(error, Path(self.script.env_py_location), site.target)
        if got_no_lock(error) and not run.commits:
            return error
        return revision_failed(error, step, run, _left(site, run), site.target)


def _left(site: Site, run: Run) -> tuple[str, ...] | None:
    """Where the database is at; None where it cannot be asked any more."""
    try:
        return run.stamp.read(site.connection)
    except DBAPIError:
        return None


def _wants_async(error: BaseException, run: Run) -> bool:
    """Some env.py make an asynchronous engine of a URL that names no such driver: where it is their
    tests, or a variable, that say which one it is."""
    return isinstance(error, InvalidRequestError) and not run.asked and "async driver" in str(error)


def _no_connection_like_ours(error: BaseException, run: Run) -> bool:
    """Some env.py take what is offered for an engine: then they get nothing, and make their own."""
    offered = run.connection is not None
    return offered and not run.asked and isinstance(error, AttributeError | TypeError)

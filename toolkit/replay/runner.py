"""One revision run through the project's own env.py, on whichever database."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection

from toolkit.database.migrations import Migrations, Site
from toolkit.database.migrations_run import Context, Step
from toolkit.database.target import Target
from toolkit.replay.line import Line
from toolkit.replay.watch import At, Seen, Watch
from toolkit.replay.world import FailedError, telling


def nothing(_: Context) -> None:
    """Done before a revision that is only run."""


@dataclass
class Runner:
    """`url_names`: variables in which env.py looks for the database's URL."""

    migrations: Migrations
    url_names: Sequence[str] = ()
    own_rows: Callable[[Connection, str], object] | None = None
    """The project's own, before the revision that it is told."""
    watch: Watch = field(default_factory=Watch)
    version_table: str = "alembic_version"
    """As env.py said the last time."""

    def run(
        self,
        line: Line,
        step: Step,
        before: Callable[[Context], None] = nothing,
        at: At | None = None,
    ) -> Seen:
        """Run it in the transaction that the project gives it, and stamp; FailedError."""
        seen = Seen(at)

        def begin(context: Context) -> None:
            self.version_table = context.version_table
            before(context)
            context.impl.memo.clear()  # of types that were made, and undone
            self.watch.runs.append(seen)  # what Alembic itself asked by now is not the revision's

        with self._site(line) as site, telling(seen):
            try:
                self.migrations.replay(site, step, begin)
            finally:
                self.watch.runs.clear()
        return seen

    def together(self, line: Line) -> tuple[str, bool, FailedError | None]:
        """The whole history in one transaction: the last revision that began, whether env.py asks
        for a transaction for each, and why it failed."""
        seen, last = Seen(), ("", False)

        def begun(step: Step, each: bool) -> None:
            nonlocal last
            last = step.revision.revision, each
            self.watch.runs[:] = [seen]

        try:
            with self._site(line) as site, telling(seen):
                try:
                    self.migrations.together(site, begun)
                finally:
                    self.watch.runs.clear()
        except FailedError as error:
            return (*last, error)
        return (*last, None)

    @contextmanager
    def _site(self, line: Line) -> Iterator[Site]:
        text = line.url.set(drivername="postgresql").render_as_string(hide_password=False)
        exported = dict.fromkeys(self.url_names, text)
        with line.connected() as (session, connection):
            yield Site(Target(line.url), connection, session.facts, exported=exported)

"""How far the history has been brought up on one database."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from sqlalchemy import URL

from toolkit.database.migrations_run import Context
from toolkit.database.scratch import Scratch
from toolkit.replay.line import Line
from toolkit.replay.rows.seed import Unseeded, seed
from toolkit.replay.runner import Runner, nothing
from toolkit.replay.watch import Seen


@dataclass
class Ascent:
    """`done` revisions are there. `lacking`: tables for which no rows were found, and none are
    looked for until a revision speaks of them."""

    line: Line
    runner: Runner
    done: int = 0
    lacking: tuple[Unseeded, ...] = ()
    stack: ExitStack = field(default_factory=ExitStack)

    def up(self, before: Callable[[Context], None] = nothing) -> Seen:
        """The next revision, in a transaction of its own; FailedError."""
        seen = self.runner.run(self.line, self.runner.migrations.history[self.done], before)
        self.done += 1
        said = " ".join(one.text for one in seen.statements)
        self.lacking = tuple(one for one in self.lacking if one.name not in said)
        return seen

    def seed(self, rows: int) -> None:
        """Have every table hold some rows: the project's own first."""
        history = self.runner.migrations.history
        with self.line.connected() as (_, connection):
            if self.runner.own_rows and self.done < len(history):
                self.runner.own_rows(connection, history[self.done].revision.revision)
            self.lacking += seed(
                connection,
                rows,
                version_table=self.runner.version_table,
                given_up={one.table for one in self.lacking},
            )
            connection.commit()


def ascent(scratch: Scratch, server: URL, runner: Runner, of: Ascent | None = None) -> Ascent:
    """A new one, from an empty database or from where another one is."""
    stack = ExitStack()
    template = (of.line.url.database or "") if of else "template1"
    if of:
        of.line.close()  # what is cloned has nobody connected to it
    line = Line(server.set(database=stack.enter_context(scratch.clone(template))))
    stack.callback(line.close)
    return Ascent(line, runner, of.done if of else 0, stack=stack)

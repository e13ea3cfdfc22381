"""One call of a project's env.py: guarded, quiet, and telling how far it came."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event

from toolkit.database.stamp import Stamp

Step = RevisionStep
Context = MigrationContext
Choose = Callable[[tuple[str, ...], Context], Iterable[Step]]
ENDING = re.compile(r"\s*(COMMIT|END|ABORT|ROLLBACK(?!\s+(WORK\s+|TRANSACTION\s+)?TO\b))\b", re.I)


@dataclass
class Run:
    """What happened in one call: did Alembic ask for steps, did a step begin, was it committed."""

    connection: Connection | None
    asked: bool = False
    begun: bool = False
    commits: int = 0
    heads: tuple[str, ...] = ()
    version_table: str = "alembic_version"
    version_schema: str | None = None

    def steps(self, choose: Choose) -> Callable[[Any, MigrationContext], Any]:
        """The function that Alembic calls back with the heads that it found."""

        def chosen(heads: tuple[str, ...], context: MigrationContext) -> Any:
            self.asked, self.heads = True, heads
            self.version_table = context.version_table
            self.version_schema = context.version_table_schema
            for step in choose(heads, context):
                self.begun, self.commits = True, 0
                yield step

        return chosen

    @property
    def stamp(self) -> Stamp:
        """What Alembic found, and where."""
        return Stamp(self.heads, self.version_table, self.version_schema)

    def committed(self, _connection: Any) -> None:
        """Alembic, or an autocommit_block, committed."""
        self.commits += 1

    def executing(self, connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        """A revision that ends the transaction by its own hand, or never is in one."""
        autocommit = getattr(connection.connection.dbapi_connection, "autocommit", False)
        if autocommit or ENDING.match(statement):
            self.commits += 1


def call(
    config: Config,
    script: ScriptDirectory,
    run: Run,
    choose: Choose,
    *,
    mutate: bool = True,
    **more: Any,
) -> None:
    """Run env.py once; what it raises is the caller's to explain. `more` is for its context."""
    config.attributes.pop("connection", None)
    if run.connection is not None:
        config.attributes["connection"] = run.connection
    event.listen(Engine, "commit", run.committed)
    event.listen(Engine, "before_cursor_execute", run.executing)
    try:
        options = {"fn": run.steps(choose), "destination_rev": "heads", "dont_mutate": not mutate}
        with EnvironmentContext(config, script, as_sql=False, **options, **more):
            script.run_env()
    finally:
        event.remove(Engine, "commit", run.committed)
        event.remove(Engine, "before_cursor_execute", run.executing)
        config.attributes.pop("connection", None)

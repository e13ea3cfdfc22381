"""What Alembic would run for an operation, as text."""

from typing import Any

from alembic import op
from alembic.ddl.postgresql import PostgresqlImpl
from alembic.operations import Operations
from alembic.operations.ops import MigrateOperation
from sqlalchemy import Executable, text
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.schema import DDLElement
from sqlalchemy.sql.elements import ClauseElement

from toolkit.catalog import render


class _Writer(PostgresqlImpl):
    """Keeps what it is given to run. Only Alembic knows what its operations come to."""

    def __init__(self, dialect: PGDialect, options: dict[str, Any]) -> None:
        super().__init__(dialect, None, True, True, None, options)
        self.statements: list[str] = []

    def _exec(self, construct: Executable | str, *_: Any, **__: Any) -> None:
        element = text(construct) if isinstance(construct, str) else construct
        self.statements.append(words(element))


def dialect() -> PGDialect:
    """Of the server, or what stands for it under `--sql`; `%` is only a percent sign in it."""
    return render.like_that_of(op.get_context().dialect)


def words(statement: Executable | ClauseElement) -> str:
    """A statement of SQLAlchemy as text, with its values in it."""
    bound = {} if isinstance(statement, DDLElement) else {"literal_binds": True}
    compiled = statement.compile(dialect=dialect(), compile_kwargs=bound)  # type: ignore[union-attr]
    return str(compiled).strip()


def written(operation: MigrateOperation) -> tuple[str, ...]:
    """The statements, by the naming conventions and options of the running migration."""
    context = op.get_context()
    writer = _Writer(dialect(), context.opts)
    Operations(context, impl=writer).invoke(operation)  # type: ignore[arg-type]
    return tuple(writer.statements)

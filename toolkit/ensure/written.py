"""What Alembic would run for an operation, as text."""

from copy import copy
from decimal import Decimal
from typing import Any

from alembic import op
from alembic.ddl.postgresql import PostgresqlImpl
from alembic.operations import Operations
from alembic.operations.ops import MigrateOperation
from sqlalchemy import Executable, text
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect
from sqlalchemy.exc import CompileError
from sqlalchemy.schema import DDLElement
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeEngine

from toolkit.ensure.constant import constant
from toolkit.ensure.spoken import dialect


class _Writer(PostgresqlImpl):
    """Keeps what it is given to run. Only Alembic knows what its operations come to."""

    def __init__(self, dialect: PGDialect, options: dict[str, Any]) -> None:
        super().__init__(dialect, None, True, True, None, options)
        self.statements: list[str] = []

    def _exec(self, construct: Executable | str, *_: Any, **__: Any) -> None:
        element = text(construct) if isinstance(construct, str) else construct
        self.statements.append(words(element))


class _Literal(PGCompiler):
    """Writes values that have no words of their own as PostgreSQL reads them beside a column."""

    def render_literal_value(self, value: Any, type_: TypeEngine[Any]) -> str:
        try:
            return str(super().render_literal_value(value, type_))  # type: ignore[no-untyped-call]
        except (CompileError, NotImplementedError):
            if isinstance(value, int | float | Decimal):
                return str(value).lower()  # true and false are, and 'inf' never stands here
            return str(constant(type_, value).compile(dialect=self.dialect))


def words(statement: Executable | ClauseElement) -> str:
    """A statement of SQLAlchemy as text, with its values in it."""
    bound = {} if isinstance(statement, DDLElement) else {"literal_binds": True}
    spoken = copy(dialect())
    spoken.statement_compiler = _Literal
    compiled = statement.compile(dialect=spoken, compile_kwargs=bound)  # type: ignore[union-attr]
    return str(compiled).strip()


def written(operation: MigrateOperation) -> tuple[str, ...]:
    """The statements, by the naming conventions and options of the running migration."""
    context = op.get_context()
    writer = _Writer(dialect(), context.opts)
    Operations(context, impl=writer).invoke(operation)  # type: ignore[arg-type]
    return tuple(writer.statements)

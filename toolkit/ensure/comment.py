"""`op.create_table_comment`, converging."""

from alembic.operations.ops import CreateTableCommentOp

from toolkit.ensure.context import emit
from toolkit.ensure.written import written


def table_comment(
    table_name: str,
    comment: str | None,
    *,
    existing_comment: str | None = None,
    schema: str | None = None,
) -> None:
    """Give the table this comment, whatever it had: setting it twice is setting it once."""
    options = {"existing_comment": existing_comment, "schema": schema}
    for statement in written(CreateTableCommentOp(table_name, comment, **options)):
        emit(statement)

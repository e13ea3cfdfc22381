"""`op.create_table_comment`, converging."""

from alembic import op


def table_comment(
    table_name: str,
    comment: str | None,
    *,
    existing_comment: str | None = None,
    schema: str | None = None,
) -> None:
    """Give the table this comment, whatever it had: setting it twice is setting it once."""
    op.create_table_comment(table_name, comment, existing_comment=existing_comment, schema=schema)

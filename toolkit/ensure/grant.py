"""Privileges: granting twice is granting once; what is absent has none to take."""

from collections.abc import Sequence

from toolkit.catalog.sql import block
from toolkit.ensure.context import emit
from toolkit.ensure.roles import roles

_ABSENT = """undefined_table OR undefined_column OR undefined_object OR undefined_function
    OR invalid_schema_name OR invalid_catalog_name"""


def grant(
    privileges: str, on: str, to: str | Sequence[str], *, with_grant_option: bool = False
) -> None:
    """Grant `privileges` (`SELECT, INSERT`) on something (`TABLE agents`), both SQL, to roles."""
    option = " WITH GRANT OPTION" if with_grant_option else ""
    emit(f"GRANT {privileges} ON {on} TO {roles(to)}{option}")


def no_grant(privileges: str, on: str, to: str | Sequence[str]) -> None:
    """Take them back; a role or a thing that is absent has none."""
    for role in [to] if isinstance(to, str) else to:
        revoke = f"REVOKE {privileges} ON {on} FROM {roles(role)}"
        emit(block(f"BEGIN\n  {revoke};\nEXCEPTION\n  WHEN {_ABSENT} THEN NULL;\nEND"))

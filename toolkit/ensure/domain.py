"""Domains, converging."""

from sqlalchemy import Column, TextClause
from sqlalchemy.dialects.postgresql import DOMAIN
from sqlalchemy.types import TypeEngine

from toolkit.ensure.types import settle_types


def domain(
    name: str,
    type_: type[TypeEngine[object]] | TypeEngine[object],
    *,
    schema: str | None = None,
    default: str | TextClause | None = None,
    not_null: bool = False,
    check: str | TextClause | None = None,
    constraint_name: str | None = None,
) -> None:
    """Create the domain, or see that it is there, with the meaning of PostgreSQL's DOMAIN of
    SQLAlchemy: a text in `default` is a value, in `check` it is SQL.
    """
    wanted = DOMAIN(
        name, type_, schema=schema, default=default, not_null=not_null, check=check,
        constraint_name=constraint_name,
    )  # fmt: skip
    settle_types([Column("value", wanted)])

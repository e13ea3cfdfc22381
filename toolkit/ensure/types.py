"""Types that columns bring with them: made once, before the table or column that has them."""

from collections.abc import Iterable, Sequence
from copy import copy

from sqlalchemy import Column, Enum
from sqlalchemy.dialects.postgresql import DOMAIN, CreateDomainType

from toolkit.catalog import enums, existence, kinds, native, places
from toolkit.catalog.program import Program
from toolkit.catalog.reader import TWIN
from toolkit.catalog.single import Single
from toolkit.catalog.sql import array, literal
from toolkit.ensure.settle import settle
from toolkit.ensure.spoken import dialect


def settle_types(columns: Iterable[Column[object]]) -> None:
    """The types of columns that the directive would create; with create_type off it would not."""
    for one in native.types_in(columns, dialect()):
        if getattr(one, "create_type", True):
            settle(_program(one))


def enum_program(name: str, labels: Sequence[str], home: str) -> Program:
    """`home` is an expression: its schema."""
    query = enums.query([("hive_home", name, array(labels))])
    return Program(f"ensure enum {name}", home, f"hive_decided := ({query});")


def _program(one: native.Native) -> Program:
    if isinstance(one, Enum):
        return enum_program(str(one.name), one.enums, places.made(one.schema))
    return _domain(one).program()


def _domain(domain: DOMAIN) -> Single:
    name, twin = str(domain.name), copy(domain)
    twin.schema = TWIN
    create, like = (
        str(CreateDomainType(one).compile(dialect=dialect())).strip() for one in (domain, twin)
    )
    there = existence.other("type", name)
    return Single(kinds.type, name, places.made(domain.schema), there, [create], [literal(like)])

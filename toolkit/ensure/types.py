"""Types that columns bring with them: made once, before the table or column that has them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Column

from toolkit.catalog import enums, native, places
from toolkit.catalog.program import Program
from toolkit.catalog.sql import array
from toolkit.ensure.settle import settle
from toolkit.ensure.written import dialect


def settle_types(columns: Iterable[Column[object]]) -> None:
    """Enum types of columns that the directive would create; with create_type off it would not."""
    for one in native.enums_in(columns, dialect()):
        if getattr(one, "create_type", True):
            settle(enum_program(str(one.name), one.enums, places.made(one.schema)))


def enum_program(name: str, labels: Sequence[str], home: str) -> Program:
    """`home` is an expression: its schema."""
    query = enums.query([("hive_home", name, array(labels))])
    return Program(f"ensure enum {name}", home, f"hive_decided := ({query});")

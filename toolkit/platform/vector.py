"""pgvector's `vector` as a SQLAlchemy type: sequences of floats in, tuples of floats out."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Dialect, Float
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.types import UserDefinedType


class Vector(UserDefinedType[Sequence[float]]):
    """`vector(dimensions)`; without dimensions any length is accepted, and no index is possible."""

    cache_ok = True

    class Comparator(UserDefinedType.Comparator[Sequence[float]]):
        """The distances that the platform searches by."""

        def cosine_distance(self, other: Sequence[float]) -> ColumnElement[float]:
            """0 for the same direction, 1 for unrelated, 2 for opposite ones."""
            distance = custom_op[float]("<=>", return_type=Float())
            return cast(ColumnElement[float], self.operate(distance, other))

    comparator_factory = Comparator

    def __init__(self, dimensions: int | None = None) -> None:
        self.dimensions = None if dimensions is None else int(dimensions)

    def get_col_spec(self, **_: Any) -> str:
        """The type as PostgreSQL writes it."""
        return "vector" if self.dimensions is None else f"vector({self.dimensions})"

    def bind_processor(self, _dialect: Dialect) -> Callable[[Sequence[float] | None], str | None]:
        """Python to the type's text form."""
        return lambda value: None if value is None else _text(value)

    def literal_processor(self, _dialect: Dialect) -> Callable[[Sequence[float]], str]:
        """Python to a quoted literal, for `--sql`."""
        return lambda value: f"'{_text(value)}'"

    def result_processor(
        self, _dialect: Dialect, _coltype: object
    ) -> Callable[[str | None], tuple[float, ...] | None]:
        """The type's text form to Python."""
        return lambda value: None if value is None else _floats(value)


def _text(value: Sequence[float]) -> str:
    return f"[{','.join(repr(float(number)) for number in value)}]"


def _floats(value: str) -> tuple[float, ...]:
    inner = value.strip("[]")
    return tuple(float(number) for number in inner.split(",")) if inner else ()


ischema_names["vector"] = Vector  # reflection, and with it autogenerate, would warn of it otherwise

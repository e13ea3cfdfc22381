"""Random declarations: twice is once, no difference passes, a script does what a migration does.

What PostgreSQL makes of the same declaration by plain `op` is the judge: whatever `ensure` leaves
without an error has every line of that, and where it stops, not one line has changed.
"""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql as pg

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint
from toolkit.catalog.program import DRIFT
from toolkit.catalog.sql import run
from toolkit.errors import DriftError

NAMES = (
    "a",
    "select",
    "Mixed Case",
    'quo"te',
    "it's",
    "100%",
    ":colon",
    "$hive$",
    "back\\slash",
    "ü",
)

# Types by a name that can be drawn, each with defaults that suit it.
TYPES: dict[str, tuple[Callable[[], Any], tuple[str | None, ...]]] = {
    "integer": (sa.Integer, (None, "0", "1 + 1")),
    "bigint": (sa.BigInteger, (None, "0")),
    "text": (sa.Text, (None, "'it''s 100%: \\'", "lower('A')")),
    "varchar": (lambda: sa.String(20), (None, "''")),
    "numeric": (lambda: sa.Numeric(10, 2), (None, "0", "0.00")),
    "wider": (lambda: sa.Numeric(12, 2), (None, "0")),
    "float": (sa.Double, (None, "0.5")),
    "flag": (sa.Boolean, (None, "false")),
    "moment": (lambda: sa.DateTime(timezone=True), (None, "now()")),
    "naive": (sa.DateTime, (None, "now()")),
    "uuid": (sa.Uuid, (None, "gen_random_uuid()")),
    "json": (sa.JSON, (None, "'{}'")),
    "jsonb": (pg.JSONB, (None, "'{}'")),
    "texts": (lambda: sa.ARRAY(sa.Text), (None, "'{}'")),
    "mood": (lambda: sa.Enum("sad", "it's", name="mood"), (None, "'sad'")),
    "moods": (lambda: pg.ARRAY(pg.ENUM("sad", "it's", name="mood")), (None,)),
    "collated": (lambda: sa.Text(collation="C"), (None, "'x'")),
    "range": (pg.INT4RANGE, (None, "'[1,2)'")),
}
ACTIONS = (None, "CASCADE", "SET NULL", "RESTRICT", "NO ACTION")


@dataclass(frozen=True)
class Col:
    """One column as plain data, so that it can be drawn, changed and shown."""

    type: str
    default: str | None = None
    nullable: bool = True
    unique: bool = False
    index: bool = False
    comment: str | None = None

    def column(self, name: str) -> sa.Column[Any]:
        return sa.Column(
            name,
            TYPES[self.type][0](),
            server_default=None
            if self.default is None
            else sa.text(self.default.replace(":", "\\:")),
            nullable=self.nullable,
            unique=self.unique or None,
            index=self.index or None,
            comment=self.comment,
        )


@dataclass(frozen=True)
class Tab:
    """A table with a key of its own, and what else it has."""

    columns: tuple[tuple[str, Col], ...]
    check: int | None = None
    named: bool = True
    partial: int | None = None
    reference: str | None = "CASCADE"
    deferred: bool = False
    comment: str | None = None

    def declare(self, make: Callable[..., Any]) -> None:
        first = self.columns[0][0]
        items: list[Any] = [sa.Column("id", sa.Integer, primary_key=True)]
        items += [column.column(name) for name, column in self.columns]
        items.append(sa.Column("parent", sa.Integer))
        if self.check is not None:
            name = "ck" if self.named else None
            items.append(sa.CheckConstraint(f"id > {self.check}", name=name))
        if self.partial is not None:
            words = sa.text(f"id <> {self.partial}")
            items.append(sa.Index("ix partial", first, postgresql_where=words))
        items.append(
            sa.ForeignKeyConstraint(
                ["parent"],
                ["t.id"],
                name="fk" if self.named else None,
                ondelete=self.reference,
                initially="DEFERRED" if self.deferred else None,
            )
        )
        make("t", *items, comment=self.comment)


def _cols(indexed: bool) -> st.SearchStrategy[Col]:
    def of(type_: str) -> st.SearchStrategy[Col]:
        plain = type_ not in ("json", "moods")
        return st.builds(
            Col,
            st.just(type_),
            st.sampled_from(TYPES[type_][1]),
            st.booleans(),
            st.booleans() if plain else st.just(False),
            st.booleans() if plain else st.just(False),
            st.sampled_from((None, "c", "it's 100% $hive$ \\ :x")),
        )

    types = [one for one in TYPES if not indexed or one not in ("json", "moods")]
    return st.sampled_from(types).flatmap(of)


TABLES = st.builds(
    lambda names, first, rest, **kw: Tab(tuple(zip(names, [first, *rest], strict=False)), **kw),
    st.permutations(NAMES),
    _cols(indexed=True),
    st.lists(_cols(indexed=False), max_size=3),
    check=st.sampled_from((None, 0, 1)),
    named=st.booleans(),
    partial=st.sampled_from((None, 0, 1)),
    reference=st.sampled_from(ACTIONS),
    deferred=st.booleans(),
    comment=st.sampled_from((None, "c", "it's 100% $hive$ \\ :x")),
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Tab, Tab]:
    """A table, and the same with something changed, or not."""
    one, other = draw(TABLES), draw(TABLES)
    fields = ("check", "named", "partial", "reference", "deferred", "comment")
    changed = draw(st.sets(st.sampled_from([*fields, "column", "more", "less"]), max_size=2))
    two = replace(one, **{name: getattr(other, name) for name in fields if name in changed})
    if "column" in changed:
        name = two.columns[0][0]
        two = replace(two, columns=((name, draw(_cols(indexed=True))), *two.columns[1:]))
    if "more" in changed:
        spare = next(name for name in NAMES if name not in dict(two.columns))
        two = replace(two, columns=(*two.columns, (spare, draw(_cols(indexed=False)))))
    if "less" in changed and len(two.columns) > 1:
        two = replace(two, columns=two.columns[:-1])
    return one, two


@contextmanager
def undone(connection: sa.Connection) -> Iterator[None]:
    """What is done within is taken back."""
    savepoint = connection.begin_nested()
    try:
        with Operations.context(MigrationContext.configure(connection)):
            yield
    finally:
        savepoint.rollback()


def lines(connection: sa.Connection) -> frozenset[str]:
    return frozenset(fingerprint(connection, rows=False).lines)


def known(found: frozenset[str], declared: Tab) -> frozenset[str]:
    """A constraint without a name is known by what it is, whatever it is called."""
    if declared.named:
        return found
    return frozenset(re.sub(r"^constraint .*?: (?=CHECK|FOREIGN)", "", one) for one in found)


def script(table: Tab) -> str:
    out = io.StringIO()
    opts = {"as_sql": True, "output_buffer": out, "literal_binds": True}
    context = MigrationContext.configure(dialect_name="postgresql", opts=opts)
    with Operations.context(context):
        table.declare(ensure.table)
    return out.getvalue()


def plainly(table: Tab) -> None:
    """As `op` makes it, where the type that several columns have is made once."""
    bind = op.get_bind()
    pg.ENUM("sad", "it's", name="mood").create(bind, checkfirst=True)
    table.declare(
        lambda name, *items, **kw: sa.Table(name, sa.MetaData(), *items, **kw).create(bind)
    )


def converge(connection: sa.Connection, how: Callable[[], object]) -> bool:
    """Whether it went through; where it stopped, nothing has changed."""
    before = lines(connection)
    savepoint = connection.begin_nested()
    stopped = False
    try:
        how()
    except DriftError:
        stopped = True
    except sa.exc.DBAPIError as error:
        savepoint.rollback()
        if getattr(error.orig, "sqlstate", "") != DRIFT:
            raise
        return False
    savepoint.commit()
    assert not stopped or lines(connection) == before
    return not stopped


FEW = settings(
    max_examples=settings.default.max_examples // 4,  # type: ignore[attr-defined]
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@FEW
@given(pair=pairs())
def test_no_difference_passes(any_uncommitted: sa.Connection, pair: tuple[Tab, Tab]) -> None:
    there, declared = pair
    with undone(any_uncommitted):
        plainly(declared)
        wanted = lines(any_uncommitted)
    text = script(declared)
    ways = (lambda: declared.declare(ensure.table), lambda: run(any_uncommitted, text))
    ended = []
    for how in ways:
        with undone(any_uncommitted):
            plainly(there)
            found = lines(any_uncommitted)
            through = converge(any_uncommitted, how)
            left = lines(any_uncommitted)
            if through:
                assert known(wanted, declared) <= known(left, declared)
                assert converge(any_uncommitted, how)
                assert lines(any_uncommitted) == left
            else:
                assert not known(wanted, declared) <= known(found, declared)
            ended.append((through, left))
    assert ended[0] == ended[1]


@FEW
@given(declared=TABLES)
def test_twice_is_once_and_once_is_what_op_makes(
    any_uncommitted: sa.Connection, declared: Tab
) -> None:
    with undone(any_uncommitted):
        plainly(declared)
        wanted = lines(any_uncommitted)
    text = script(declared)
    for how in (lambda: declared.declare(ensure.table), lambda: run(any_uncommitted, text)):
        with undone(any_uncommitted):
            for _ in range(2):
                how()
                made = lines(any_uncommitted)
                without_type = {one for one in wanted ^ made if not one.startswith("enum ")}
                assert without_type == set()

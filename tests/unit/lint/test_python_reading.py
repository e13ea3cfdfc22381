"""What Python comes to: effects, transactions, guards, as Alembic and SQLAlchemy have them."""

from pathlib import Path

import pytest

from toolkit.lint.examples import source
from toolkit.lint.linter import STRICT, lint
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.python.files import Files
from toolkit.lint.rules import RULES
from toolkit.lint.run import Came, Event


def events(body: str) -> list[Event]:
    return MigrationFile(Path("b2.py"), source(body), Files()).upgrade.events


NAMES = [
    ('op.create_index(None, "orders", ["total", "id"])', "index ix_orders_total"),
    ('op.create_index(None, "orders", ["total"], schema="s")', "index s.ix_s_orders_total"),
    ('op.create_primary_key(None, "orders", ["id"])', "constraint orders.orders_pkey"),
    ('op.create_unique_constraint("uq", "orders", ["id"])', "constraint orders.uq"),
]


@pytest.mark.parametrize(("body", "name"), NAMES)
def test_names(body: str, name: str) -> None:
    (event,) = events(body)
    assert f"{event.effect.name.kind} {event.effect.name}" == name
    assert (event.first, event.again) == (Came.DONE, Came.FAILS)


UNGUARDED = [
    'sa.Table("orders", sa.MetaData()).create(op.get_bind())',
    'sa.Table("orders", sa.MetaData()).drop(op.get_bind())',
    'sa.Index("ix", "total").create(op.get_bind())',
    'sa.Enum("open", name="state").create(op.get_bind())',
]


@pytest.mark.parametrize("body", UNGUARDED)
def test_created_without_a_look(body: str) -> None:
    assert [one.again for one in events(body)] == [Came.FAILS]


GUARDED = [
    'sa.Sequence("numbers").create(op.get_bind())',
    'postgresql.ENUM("open", name="state").create(op.get_bind())',
    'sa.Table("orders", sa.MetaData()).create(op.get_bind(), checkfirst=True)',
]


@pytest.mark.parametrize("body", GUARDED)
def test_created_after_a_look(body: str) -> None:
    assert [one.again for one in events(body)] == [Came.SAME]


def test_an_index_of_a_guarded_table_has_no_guard() -> None:
    body = 'op.create_table("orders", sa.Index("ix", "id"), if_not_exists=True)'
    assert [one.again for one in events(body)] == [Came.SAME, Came.FAILS]


AUTOCOMMIT = """driver = op.get_bind().connection.dbapi_connection
driver.commit()
driver.autocommit = True
op.create_index("ix", "orders", ["id"], postgresql_concurrently=True)
driver.autocommit = False
op.drop_index("old")"""


def test_a_transaction_left_by_hand() -> None:
    found = {str(one.effect.name): one.autocommit for one in events(AUTOCOMMIT)}
    assert (found["ix"], found["old"]) == (True, False)


TRIES = [
    ("    pass", True),
    ("    raise", False),
    ("    print('no')\n    raise RuntimeError", False),
    ("    exit()", False),
]


@pytest.mark.parametrize(("handler", "excepted"), TRIES)
def test_an_error_that_is_kept_from_alembic(handler: str, excepted: bool) -> None:
    (event,) = events(f'try:\n    op.drop_table("orders")\nexcept Exception:\n{handler}')
    assert event.excepted is excepted


def test_what_is_not_reached() -> None:
    body = 'op.drop_table("orders")\nop.drop_table("lines")'
    assert [one.reached for one in events(body)] == [True, False]


def test_what_is_read_twice_is_blind_once() -> None:
    body = "op.execute(something_else)\nop.execute(something_else)"
    assert len(MigrationFile(Path("b2.py"), source(body), Files()).upgrade.blind) == 2


def test_what_a_helper_beside_does_stands_where_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "helpers.py").write_text(
        "from alembic import op\n\n\ndef stamped(name):\n    op.add_column(name, None)\n"
        '    op.execute(f"ALTER TABLE {name} ADD COLUMN by text")\n'
    )
    path = tmp_path / "a1.py"
    text = (
        "from helpers import stamped\n\nrevision = 'a1'\ndown_revision = None\n\n\n"
        "def upgrade():\n    stamped('orders')\n"
    )
    found = lint(path, Project(), RULES, files=Files(), profile=STRICT, text=text).findings
    assert {(one.span.line, one.statement) for one in found} == {(8, "stamped('orders')")}
    assert not any(one.fix for one in found)

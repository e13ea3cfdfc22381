"""What a fix remembers, its downgrade forgets: up, down and up again ends where up does."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from tests.integration.lint.executing import connected, prepared
from tests.unit.lint.linted import grave, linted
from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.lint.examples import source
from toolkit.lint.fixes.mending import mended

SETUP = "CREATE TABLE orders (id int, total int); INSERT INTO orders VALUES (1, 10), (2, 20)"
MOVES = {
    "rows": (
        'op.execute("INSERT INTO orders VALUES (3, 30)")',
        'op.execute("DELETE FROM orders WHERE id = 3")',
    ),
    "a column and what is in it": (
        'op.add_column("orders", sa.Column("cents", sa.Integer))\n'
        "for row in op.get_bind().execute(sa.text('SELECT id, total FROM orders')).all():\n"
        "    op.get_bind().execute(sa.text('UPDATE orders SET cents = coalesce(cents, 0) + :n"
        " WHERE id = :id'), [{'n': row.total * 100, 'id': row.id}])",
        'op.drop_column("orders", "cents")',
    ),
    "a column in the place of another": (
        'op.add_column("orders", sa.Column("euros", sa.Numeric))\n'
        'op.execute("UPDATE orders SET euros = total * 0.01")\n'
        'op.drop_column("orders", "total")\n'
        'op.alter_column("orders", "euros", new_column_name="sum")',
        'op.add_column("orders", sa.Column("total", sa.Integer))\n'
        '    op.execute("UPDATE orders SET total = sum * 100")\n'
        '    op.drop_column("orders", "sum")',
    ),
}


def run(url: sa.URL, text: str, *functions: str) -> Fingerprint:
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(text, "example.py", "exec"), names)
    with connected(url) as connection:
        context = MigrationContext.configure(connection)
        for function in functions:
            with Operations.context(context), context.begin_transaction():
                names[function]()
        return fingerprint(connection)


@pytest.mark.parametrize(("up", "down"), MOVES.values(), ids=MOVES)
def test_up_down_and_up_again(database: sa.URL, up: str, down: str) -> None:
    prepared(database, SETUP)
    text = mended(f"{source(up)}\n\ndef downgrade() -> None:\n    {down}\n", linted).text
    assert not grave(text)
    once = run(database, text, "upgrade")
    assert once.difference(run(database, text, "upgrade")) == ""
    assert once.difference(run(database, text, "downgrade", "upgrade")) == ""


HIDDEN = {
    "a table": ('op.execute("ALTER TABLE orders RENAME TO sales")', "RENAME TO another"),
    "a column": ('op.execute("ALTER TABLE orders RENAME total TO sum")', "RENAME total TO another"),
    "a schema": ('op.execute("ALTER TABLE orders SET SCHEMA sales")', "RENAME TO another"),
}


@pytest.mark.parametrize(("up", "before"), HIDDEN.values(), ids=HIDDEN)
def test_what_has_neither_name_is_an_error_still(database: sa.URL, up: str, before: str) -> None:
    prepared(database, f"{SETUP}; CREATE SCHEMA sales; ALTER TABLE orders {before}")
    text = mended(source(up), linted).text
    assert not grave(text)
    with pytest.raises(sa.exc.ProgrammingError, match="does not exist"):
        run(database, text, "upgrade")

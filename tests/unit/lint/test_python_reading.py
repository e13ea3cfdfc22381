"""What Python comes to: effects, transactions, guards, as Alembic and SQLAlchemy have them."""

from pathlib import Path

import pytest

from toolkit.lint.effects import Verb
from toolkit.lint.events import Came, Event
from toolkit.lint.examples import source
from toolkit.lint.linter import lint
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.python.files import Files
from toolkit.lint.rules import RULES


def events(body: str) -> list[Event]:
    return MigrationFile(Path("b2.py"), source(body), Files()).ran.events


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
    assert len(MigrationFile(Path("b2.py"), source(body), Files()).ran.blind) == 2


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
    found = lint(path, Project(), RULES, files=Files(), text=text).findings
    assert {(one.span.line, one.statement) for one in found} == {(8, "stamped('orders')")}
    assert {one.fix.title for one in found if one.fix} == {"ensure.first_time"}


ROWS = """for row in op.get_bind().execute(sa.text("SELECT id, n, note FROM orders")):
    {}"""
UPDATE = 'op.get_bind().execute(sa.text("UPDATE orders SET {} = :it WHERE id = :id"), {{"it": {}}})'
GROWN = [
    (UPDATE.format("n", "row.n + 1"), Came.CHANGES),
    (UPDATE.format("n", "(row[1] or 0) * 2"), Came.CHANGES),
    (UPDATE.format("note", "f'no. {row.note}'"), Came.CHANGES),
    (UPDATE.format("note", "'no. ' + row['note']"), Came.CHANGES),
    (UPDATE.format("note", "row.note.lower()"), Came.SAME),
    (UPDATE.format("cents", "row.n * 100"), Came.SAME),
    (
        'note = dict(row.note); note["n"] = note["n"] + 1; ' + UPDATE.format("note", "note"),
        Came.CHANGES,
    ),
    (
        'note = dict(row.note); note["n"] = note["m"] + 1; ' + UPDATE.format("note", "note"),
        Came.SAME,
    ),
    ('note = dict(row.note); note["n"] += 1; ' + UPDATE.format("note", "note"), Came.CHANGES),
]


@pytest.mark.parametrize(("body", "again"), GROWN)
def test_a_row_that_is_written_back(body: str, again: Came) -> None:
    assert [one.again for one in events(ROWS.format(body))] == [again]


MODEL = """class Order(Base):
    __tablename__ = "orders"
    n = sa.Column(sa.Integer)
session = sa.orm.Session(bind=op.get_bind())
for one in session.query(Order){}:
    {}"""
WRITTEN = [
    ("", "one.n += 1", [Came.CHANGES]),
    (".filter(Order.n.isnot(None)).all()", "one.n = one.n + 1", [Came.CHANGES]),
    (".filter(Order.n < 5)", "one.n += 10", []),
    ("", "one.n = 5; session.add(one)", []),
    ("", "session.add(Order(n=one.n))", [Came.CHANGES]),
]


@pytest.mark.parametrize(("query", "body", "again"), WRITTEN)
def test_objects_of_a_session(query: str, body: str, again: list[Came]) -> None:
    assert [one.again for one in events(MODEL.format(query, body))] == again


def test_rows_that_are_left_out_are_not_met() -> None:
    left = "SELECT a.id FROM a LEFT JOIN b ON b.id = a.id WHERE b.id IS NULL"
    insert = 'op.execute("INSERT INTO b (id) VALUES (1)")'
    body = f'for row in op.get_bind().execute(sa.text("{left}")):\n    {insert}\n{insert}'
    assert [one.again for one in events(body)] == [Came.SAME, Came.CHANGES]


MOVED = [
    (("INSERT INTO b SELECT * FROM a", "DELETE FROM a"), Came.SAME),
    (
        ("INSERT INTO b SELECT * FROM a WHERE n = 1 AND m", "DELETE FROM a x WHERE x.n = 1"),
        Came.SAME,
    ),
    (("INSERT INTO b SELECT * FROM a", "TRUNCATE a"), Came.SAME),
    (("INSERT INTO b SELECT * FROM a", "DELETE FROM a WHERE n = 1"), Came.CHANGES),
    (("INSERT INTO b SELECT * FROM a WHERE n = 1", "DELETE FROM a WHERE n = 2"), Came.CHANGES),
    (("DELETE FROM b", "INSERT INTO b SELECT * FROM a", "DELETE FROM a"), Came.CHANGES),
]


@pytest.mark.parametrize(("statements", "again"), MOVED)
def test_rows_that_move(statements: tuple[str, ...], again: Came) -> None:
    found = events("\n".join(f'op.execute("{one}")' for one in statements))
    assert [one.again for one in found if one.effect.verb is Verb.INSERT] == [again]


FIRST = [
    ("DELETE FROM a WHERE id = (SELECT min(id) FROM a)", Came.CHANGES),
    ("DELETE FROM a WHERE id IN (SELECT id FROM a LIMIT 1)", Came.CHANGES),
    ("DELETE FROM a WHERE id NOT IN (SELECT min(id) FROM a)", Came.SAME),
    ("DELETE FROM a WHERE id IN (SELECT max(id) FROM a GROUP BY n HAVING count(*) > 1)", Came.SAME),
    ("DO $$ BEGIN LOOP DELETE FROM a WHERE id IN (SELECT id FROM a LIMIT 1); EXIT WHEN NOT FOUND; "
     "END LOOP; END $$", Came.SAME),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "again"), FIRST)
def test_the_first_row_that_is_left(statement: str, again: Came) -> None:
    assert [one.again for one in events(f'op.execute("{statement}")')] == [again]
    loop = f'while True:\n    op.execute("{statement}")\n    break'
    assert [one.again for one in events(loop)] == [Came.SAME]


def test_what_lies_on_a_view_goes_with_it() -> None:
    made = ("CREATE MATERIALIZED VIEW v AS SELECT 1 AS a", "CREATE INDEX ix ON v (a)")
    body = "\n".join(f'op.execute("{one}")' for one in ("DROP MATERIALIZED VIEW v", *made))
    assert [one.again for one in events(body)] == [Came.DONE] * 3


LOOK = "inspector = sa.inspect(op.get_bind())\n"
TABLES = LOOK + "tables = inspector.get_table_names()\n"
COLUMNS = LOOK + 'there = {one["name"] for one in inspector.get_columns("a")}\n'
READ = 'a = sa.Table("a", sa.MetaData(), autoload_with=op.get_bind())\n'
MAKE = 'op.create_table(one, sa.Column("id", sa.Integer))'
ADD = 'op.add_column("a", sa.Column("n", sa.Integer))'
SEED = 'op.bulk_insert(sa.table("a", sa.column("n")), rows)'
LOOKED_FOR = [
    f'{TABLES}for one in [n for n in ("b", "c") if n not in tables]:\n    {MAKE}',
    f'{TABLES}for one in {{"b", "c"}} - set(tables):\n    {MAKE}',
    f'{TABLES}for one in {{"b", "c"}}.difference(tables):\n    {MAKE}',
    f'{TABLES}missing = []\nfor n in ("b", "c"):\n    if n not in tables:\n'
    f"        missing.append(n)\nfor one in missing:\n    {MAKE}",
    f'{COLUMNS}if not {{"n"}}.issubset(there):\n    {ADD}',
    f'{COLUMNS}wanted = {{"n": 1}}\nif wanted.keys() - there:\n    {ADD}',
    f'{READ}if "n" not in a.c:\n    {ADD}',
    f'{READ}if "n" not in [one.name for one in a.columns]:\n    {ADD}',
    f'{READ}if "n" not in a.c.keys():\n    {ADD}',
    f'm = sa.MetaData()\nm.reflect(op.get_bind())\none = "b"\nif one not in m.tables:\n    {MAKE}',
    f'c = op.get_bind()\none = "b"\nif not c.dialect.has_table(c, one):\n    {MAKE}',
    f"""r = op.get_bind().execute(sa.text("SELECT column_name FROM information_schema.columns "
    "WHERE table_name = 'a' AND column_name = 'n'"))\nif r.rowcount == 0:\n    {ADD}""",
]


@pytest.mark.parametrize("body", LOOKED_FOR)
def test_what_is_missing_is_made(body: str) -> None:
    found = events(body)
    assert found
    assert not any(one.misbehaves for one in found), [str(one.effect.name) for one in found]


@pytest.mark.parametrize(
    "rows",
    [
        "[r for r in [{'n': 1}] if r['n'] not in have]",
        "[]\nfor r in [1, 2]:\n    if r not in have:\n        rows.append({'n': r})",
    ],
)
def test_rows_that_are_missing_hang_on_a_question(rows: str) -> None:
    have = 'have = {r[0] for r in op.get_bind().execute(sa.text("SELECT n FROM a"))}\n'
    (event,) = events(f"{have}rows = {rows}\n{SEED}")
    assert event.question


NOT_DONE = [
    'if os.environ.get("DEMO"):\n    ',
    'if os.getenv("STAGE", "live") in ("dev", "test"):\n    ',
    'if "DEMO" in os.environ:\n    ',
    'if context.get_x_argument(as_dictionary=True).get("demo"):\n    ',
    'if op.get_bind().engine.name in ("sqlite", "mysql"):\n    ',
    "if op.get_context().dialect.server_version_info < (9, 5):\n    ",
]


@pytest.mark.parametrize("asked", NOT_DONE)
def test_what_is_done_elsewhere_only(asked: str) -> None:
    head = "import os\nfrom alembic import context\n"
    assert not events(f'{head}{asked}op.drop_table("a")')


CLASSES = [
    "class View:\n    def __init__(self, name):\n        self.name = name\n"
    '    def create(self):\n        op.execute(f"CREATE VIEW {self.name} AS SELECT 1")\n'
    'View("v").create()',
    "class View(NamedTuple):\n    name: str\n"
    'for one in [View("v")]:\n    op.execute(f"CREATE VIEW {one.name} AS SELECT 1")',
    "class Views:\n    @classmethod\n    def create(cls, name):\n"
    '        op.execute(f"CREATE VIEW {name} AS SELECT 1")\nViews.create("v")',
    'class Base:\n    name = "v"\n    def create(self):\n'
    '        op.execute("CREATE VIEW %s AS SELECT 1" % self.name)\n'
    "class View(Base):\n    pass\nView().create()",
]


@pytest.mark.parametrize("body", CLASSES)
def test_objects_of_own_classes(body: str) -> None:
    assert [str(one.effect.name) for one in events(body)] == ["v"]


FIXED = [
    ("orders.update().where(orders.c.n == 7).values(n=orders.c.n + 1)", Came.SAME),
    ("orders.update().where(orders.c.m == 7).values(n=orders.c.n + 1)", Came.CHANGES),
    ('orders.update().values(n=sa.text("n + 1"))', Came.CHANGES),
    ('orders.update().values(n=sa.text("lower(n)"))', Came.SAME),
]


@pytest.mark.parametrize(("update", "again"), FIXED)
def test_updates_of_sqlalchemy(update: str, again: Came) -> None:
    head = 'orders = sa.table("orders", sa.column("n"), sa.column("m"))\n'
    assert [one.again for one in events(f"{head}op.execute({update})")] == [again]


def test_a_key_that_was_looked_up_may_be_the_one_that_is_made() -> None:
    body = """def name_of(table):
    for key in sa.inspect(op.get_bind()).get_foreign_keys(table):
        if key["referred_table"] == "b" and set(key["referred_columns"]) == {"id"}:
            return key["name"]
op.drop_constraint(name_of("a"), "a", type_="foreignkey")
op.create_foreign_key("fk", "a", "b", ["b_id"], ["id"])"""
    assert [one.again for one in events(body)] == [Came.DONE, Came.DONE]


CALLED = [
    ("plpgsql AS 'BEGIN UPDATE a SET n = n + 1; END'", "SELECT f()", [Came.CHANGES]),
    ("sql AS 'UPDATE a SET n = n + 1'", "CALL f()", [Came.CHANGES]),
    ("sql AS 'UPDATE a SET n = 1'", "SELECT f()", [Came.SAME]),
    ("sql AS 'UPDATE a SET n = n + 1'", "SELECT g()", []),
]


@pytest.mark.parametrize(("body", "call", "again"), CALLED)
def test_a_function_that_is_called(body: str, call: str, again: list[Came]) -> None:
    made = f"CREATE OR REPLACE FUNCTION f() RETURNS void LANGUAGE {body}"
    found = events(f'op.execute("{made}")\nop.execute("{call}")')
    assert [one.again for one in found if one.effect.name.name == "a"] == again


SKIPPED = [
    ("for n in (1, 2):\n    if n in have:\n        continue\n    op.execute({})", True),
    (
        "if op.get_bind().execute(sa.text('SELECT n FROM a')).first():\n    return\nop.execute({})",
        True,
    ),
    ("if not have:\n    return\nop.execute({})", False),
]


@pytest.mark.parametrize(("body", "question"), SKIPPED)
def test_what_is_skipped_where_it_is_there(body: str, question: bool) -> None:
    have = 'have = set(op.get_bind().execute(sa.text("SELECT n FROM a")).scalars())\n'
    (event,) = events(have + body.format('"INSERT INTO a VALUES (1)"'))
    assert event.question is question


MANY = """params = [{"it": row.n + 1} for row in op.get_bind().execute(sa.text("SELECT n FROM a"))]
if params:
    op.get_bind().execute(sa.text("UPDATE a SET n = :it"), params)"""
PERCENT = """for row in op.get_bind().execute(sa.text("SELECT id, n FROM a")):
    op.get_bind().execute(sa.text("UPDATE a SET n = :it"), {"it": "<%s>" % row.n})"""


@pytest.mark.parametrize(
    "body", [MANY, PERCENT, PERCENT.replace('"<%s>" % row.n', '"<{}>".format(row.n)')]
)
def test_parameters_that_are_made_of_rows(body: str) -> None:
    assert [one.again for one in events(body)] == [Came.CHANGES]


def test_statements_that_are_mapped() -> None:
    found = events('list(map(op.execute, ["DROP TABLE a", "DROP TABLE b"]))')
    assert [str(one.effect.name) for one in found] == ["a", "b"]


SAVEPOINT = """point = op.get_bind().begin_nested()
try:
    op.drop_table("a")
    point.commit()
except Exception:
    point.rollback()"""


def test_a_savepoint_that_was_begun_before() -> None:
    (event,) = events(SAVEPOINT)
    assert (event.again, event.excepted) == (Came.SAME, False)


GENERATED = [
    "def made():\n    yield 'DROP TABLE a'\nfor one in made():\n    op.execute(one)",
    "def made():\n    yield from ['DROP TABLE a']\nfor one in list(made()):\n    op.execute(one)",
    "@contextmanager\ndef entered():\n    yield op.get_bind()\n"
    "with entered() as bind:\n    bind.execute(sa.text('DROP TABLE a'))",
    "from functools import partial\npartial(op.drop_table)('a')",
    "i, names = 0, ['a']\nwhile i < len(names):\n    op.drop_table(names[i])\n    i += 1",
    "match op.get_bind().dialect.name:\n    case 'sqlite' | 'mysql':\n        op.drop_table('b')\n"
    "    case 'postgresql':\n        op.drop_table('a')\n    case _:\n        op.drop_table('c')",
]


@pytest.mark.parametrize("body", GENERATED)
def test_ways_to_come_to_a_statement(body: str) -> None:
    assert [str(one.effect.name) for one in events(body)] == ["a"]


def test_a_context_manager_is_around_its_block() -> None:
    body = """@contextmanager
def outside():
    with op.get_context().autocommit_block():
        yield
with outside():
    op.execute("CREATE INDEX CONCURRENTLY ix ON a (n)")
op.drop_table("b")"""
    assert [one.autocommit for one in events(body)] == [True, False]


FILTERED = [
    'list(filter(lambda one: one["name"] == "n", inspector.get_columns("a")))',
    '"n" in list(map(lambda one: one["name"], inspector.get_columns("a")))',
    'sum(1 for one in inspector.get_columns("a") if one["name"] == "n") > 0',
]


@pytest.mark.parametrize("asked", FILTERED)
def test_columns_that_are_filtered(asked: str) -> None:
    (event,) = events(f"{LOOK}if not {asked}:\n    {ADD}")
    assert (event.first, event.again) == (Came.DONE, None)

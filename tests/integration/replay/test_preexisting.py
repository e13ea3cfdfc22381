"""What a revision makes is there already, equal or different, before it runs."""

import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa

from toolkit.catalog import reader
from toolkit.catalog.sql import run, search_path
from toolkit.database import scratch
from toolkit.database.migrations import Migrations
from toolkit.findings import Judgement, Verdict
from toolkit.replay.byhand.different import differences
from toolkit.replay.byhand.statements import first_of, tried, typed
from toolkit.replay.runner import Runner
from toolkit.replay.walk import Walk

INI = "[alembic]\nscript_location = %(here)s\npath_separator = os\n"
ENV = """
from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
"""
REVISION = """
import sqlalchemy as sa
from alembic import op
from toolkit import ensure

revision = "b{number}"
down_revision = {down}


def upgrade():
    {body}
"""
NOTES = 'op.execute("CREATE TABLE notes (id integer PRIMARY KEY, title text, likes integer)")'


@pytest.fixture
def judged(server: sa.URL, tmp_path: Path):
    """The verdict on the last of some revisions, of which bodies are given."""

    def judge(*bodies: str) -> Verdict:
        (tmp_path / "versions").mkdir()
        (tmp_path / "alembic.ini").write_text(INI)
        (tmp_path / "env.py").write_text(ENV)
        for number, body in enumerate(bodies):
            down = repr(f"b{number - 1}") if number else None
            text = REVISION.format(number=number, down=down, body=body.replace("\n", "\n    "))
            (tmp_path / f"versions/b{number}.py").write_text(text)
        last = f"b{len(bodies) - 1}"
        runner = Runner(Migrations(tmp_path, "alembic.ini"))
        with scratch.joined(server, uuid.uuid4().hex[:12], server.username or "") as part:
            walk = Walk(
                part, server, runner, ["first", "preexisting"], 3,
                lambda step: step.revision.revision == last,
            )  # fmt: skip
            (replayed,) = walk.run()
        assert replayed.verdicts[0].verdict is Judgement.PROVED, replayed.verdicts[0]
        return replayed.verdicts[1]

    return judge


def unless_there(question: str, statement: str) -> str:
    """A guard by name alone."""
    return f'''op.execute("""DO $$ BEGIN
      IF {question} THEN {statement}; END IF; END $$""")'''


def test_what_only_creates_fails_where_it_is_there(judged) -> None:
    found = judged('op.create_table("orders", sa.Column("id", sa.Integer))')

    assert found.verdict is Judgement.REFUTED
    assert found.sqlstate == "42P07"
    assert found.statement.strip().startswith("CREATE TABLE orders")
    assert found.reason == (
        'where table public.orders is there already, it fails: relation "orders" already exists'
    )


def test_others_are_counted_beside_the_first(judged) -> None:
    found = judged(
        'op.execute("CREATE TABLE orders (id integer)")\n'
        'op.execute("CREATE TABLE IF NOT EXISTS lines (id integer)")\n'
        "op.execute(\"CREATE TYPE mood AS ENUM ('sad', 'ok')\")"
    )

    assert found.reason.startswith("where table public.orders is there already, it fails")
    assert found.reason.endswith("; and 2 objects more")


def test_a_guard_on_one_object_does_not_make_the_others(judged) -> None:
    """What is there already as it should be comes first, however late it is made."""
    found = judged(
        'if not sa.inspect(op.get_bind()).has_table("lines"):\n'
        '    op.execute("CREATE TABLE IF NOT EXISTS orders (id integer)")\n'
        '    op.execute("CREATE TABLE lines (id integer)")'
    )

    assert found.reason == (
        "where table public.lines is there already, it ends elsewhere; and 1 object more"
    )
    assert "-table public.orders: TABLE" in found.diff


@pytest.mark.parametrize(
    ("body", "subject", "how", "instead"),
    [
        (
            'op.execute("CREATE TABLE IF NOT EXISTS orders (id integer PRIMARY KEY, name text)")',
            "table public.orders",
            "with a column of another type",
            "+column public.orders.name: bigint",
        ),
        (
            'op.execute("CREATE TABLE IF NOT EXISTS orders (id serial PRIMARY KEY)")',
            "table public.orders",
            "with a column of another type",
            "+column public.orders.id: bigint DEFAULT nextval(its own sequence) NOT NULL",
        ),
        (
            'op.execute("ALTER TABLE notes ADD COLUMN IF NOT EXISTS stars integer")',
            "column public.notes.stars",
            "of another type",
            "+column public.notes.stars: bigint",
        ),
        (
            unless_there(
                "to_regtype('mood') IS NULL", "CREATE TYPE mood AS ENUM ('sad', 'so''so', 'ok')"
            ),
            "enum public.mood",
            "with its labels in another order",
            "+enum public.mood: ENUM ('ok', 'so''so', 'sad')",
        ),
        (
            unless_there("to_regtype('mood') IS NULL", "CREATE TYPE mood AS ENUM ('ok')"),
            "enum public.mood",
            "of another type",
            "+type public.mood: DOMAIN text",
        ),
        (
            unless_there("to_regtype('part') IS NULL", "CREATE TYPE part AS (a integer)"),
            "type public.part",
            "of another type",
            "+type public.part: DOMAIN text",
        ),
        (
            unless_there("to_regtype('word') IS NULL", "CREATE DOMAIN word AS text"),
            "type public.word",
            "of another type",
            "+type public.word: DOMAIN integer",
        ),
        (
            'op.execute("CREATE INDEX IF NOT EXISTS ix ON notes (title)")',
            "index public.notes.ix",
            "INVALID",
            "+index public.notes.ix: INDEX USING btree (title) (INVALID)",
        ),
        (
            unless_there(
                "to_regclass('ix') IS NULL", "CREATE UNIQUE INDEX ix ON notes (id) WHERE likes > 0"
            )
            + '\nop.execute("REINDEX INDEX ix")',
            "index public.notes.ix",
            "of other rows",
            "+index public.notes.ix: UNIQUE INDEX USING btree (id)",
        ),
        (
            unless_there(
                "NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'uq')",
                "ALTER TABLE notes ADD CONSTRAINT uq UNIQUE (id, title)",
            ),
            "constraint public.notes.uq",
            "with another definition",
            "+constraint public.notes.uq: UNIQUE (id, title) DEFERRABLE",
        ),
        (
            unless_there(
                "NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'ck')",
                "ALTER TABLE notes ADD CONSTRAINT ck CHECK (likes > -9) NOT VALID",
            ),
            "constraint public.notes.ck",
            "with another definition",
            "+constraint public.notes.ck: CHECK (true)",
        ),
        (
            unless_there(
                "to_regprocedure('one()') IS NULL",
                "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            )
            + '\nop.execute("ALTER FUNCTION one() SECURITY INVOKER")',
            "function public.one()",
            "with another body",
            r"+function public.one(): FUNCTION()\n RETURNS integer\n LANGUAGE sql\n"
            r"AS $function$SELECT 1\n$function$\n",
        ),
        (
            'op.execute("CREATE SEQUENCE IF NOT EXISTS numbers INCREMENT 7")',
            "sequence public.numbers",
            "with another step",
            "+sequence public.numbers: AS bigint INCREMENT 8 MINVALUE 1",
        ),
        (
            'op.execute("CREATE MATERIALIZED VIEW IF NOT EXISTS titles AS SELECT 1 AS one")',
            "view public.titles",
            "with another query",
            "LIMIT 0",
        ),
        (
            unless_there(
                "NOT EXISTS (SELECT FROM pg_policies)",
                "CREATE POLICY mine ON notes FOR INSERT WITH CHECK (false)",
            ),
            "policy public.notes.mine",
            "for other rows",
            "WITH CHECK (true)",
        ),
        (
            unless_there(
                "obj_description(to_regclass('notes')) IS NULL",
                "COMMENT ON TABLE notes IS 'what people write'",
            ),
            "comment public.notes",
            "with other words",
            "+comment public.notes: what people write, or so",
        ),
    ],
)
def test_a_guard_by_name_is_seen(judged, body: str, subject: str, how: str, instead: str) -> None:
    found = judged(NOTES, body)

    assert found.verdict is Judgement.REFUTED
    assert found.reason == (
        f"where {subject} is there already, but {how}, it is neither refused nor mended"
    )
    assert instead in found.diff


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (
            'ensure.enum("mood", "sad", "ok")\n'
            'ensure.enum("only", "one")\n'
            'ensure.table("orders", sa.Column("id", sa.Integer, primary_key=True),'
            ' sa.Column("note", sa.Integer, sa.ForeignKey("notes.id")))\n'
            'ensure.column("notes", sa.Column("stars", sa.Integer))\n'
            'ensure.index("ix_orders_note", "orders", ["note"])\n'
            'ensure.check("ck_notes_stars", "notes", "stars > 0")',
            "6 objects, equal and different",
        ),
        (
            'op.execute("CREATE OR REPLACE FUNCTION half(n integer) RETURNS integer LANGUAGE sql'
            " AS 'SELECT n % 2'\")",
            "1 object, equal and different",
        ),
        (
            'op.execute("DROP VIEW IF EXISTS titles")\n'
            "op.execute(\"CREATE VIEW titles AS SELECT title FROM notes WHERE title LIKE '%a'\")",
            "1 object, equal and different",
        ),
        ('op.execute("CREATE SCHEMA IF NOT EXISTS shop")', "1 object, only equal"),
        ('op.execute("UPDATE notes SET likes = 1")', "it makes no object"),
        (
            'if "heading" not in [c["name"] for c in sa.inspect(op.get_bind())'
            '.get_columns("notes")]:\n'
            '    op.alter_column("notes", "title", new_column_name="heading")',
            "it makes no object",
        ),
    ],
    ids=["ensured", "replaced", "dropped first", "schema", "rows", "renamed"],
)
def test_what_converges_is_proved(judged, body: str, word: str) -> None:
    found = judged(NOTES, body)

    assert (found.verdict, found.reason) == (Judgement.PROVED, word), found


def test_what_needs_others_is_made_after_them(judged) -> None:
    """An index after its table; what no object tells of, after all before it."""
    found = judged(
        'op.execute("CREATE TEMP TABLE source (id integer)")\n'
        'op.execute("CREATE TABLE IF NOT EXISTS orders AS SELECT id FROM source")\n'
        'op.execute("CREATE TABLE IF NOT EXISTS lines (id integer)")\n'
        'op.execute("CREATE INDEX IF NOT EXISTS ix_lines ON lines (id)")'
    )

    where = "where table public.orders is there already, but with a column of another type"
    assert found.reason == f"{where}, it is neither refused nor mended; and 2 objects more"


def test_what_commits_by_itself_is_tried_in_clones(judged) -> None:
    """CONCURRENTLY; by hand it is made without."""
    found = judged(
        NOTES,
        "with op.get_context().autocommit_block():\n"
        '    op.create_index("ix", "notes", ["title"], postgresql_concurrently=True,'
        " if_not_exists=True)",
    )

    assert "but INVALID" in found.reason


def test_in_a_clone_too_some_things_have_no_other(judged) -> None:
    """What a generated column is made of keeps its type."""
    found = judged(
        NOTES,
        "with op.get_context().autocommit_block():\n"
        '    op.execute("ALTER TABLE notes ADD COLUMN IF NOT EXISTS a integer,'
        ' ADD COLUMN IF NOT EXISTS b integer GENERATED ALWAYS AS (a + 1) STORED")',
    )

    assert found.reason.startswith("where column public.notes.b is there already, but of another")


def test_what_nobody_can_make_by_hand_is_not_counted_as_proved(judged) -> None:
    found = judged(
        "op.get_bind().execute(sa.text(\"SELECT set_config('my.name', :name, true)\"),"
        ' {"name": "orders"})\n'
        'op.execute("""DO $$ BEGIN EXECUTE'
        " 'CREATE TABLE IF NOT EXISTS ' || current_setting('my.name') || ' (id integer)';"
        ' END $$""")'
    )

    assert found.verdict is Judgement.NOT_RUN
    assert found.reason == "1 object could not be made by hand"


KINDS = """
CREATE TABLE notes (id integer PRIMARY KEY, title text NOT NULL, likes integer DEFAULT 0);
CREATE TABLE flags (mood boolean PRIMARY KEY);
CREATE TYPE mood AS ENUM ('a', 'b\\c', 'd');
CREATE TYPE span AS RANGE (subtype = integer);
CREATE INDEX ix ON notes USING hash (title);
CREATE INDEX "ix ""some" ON notes (lower(title)) WHERE likes > 1;
ALTER TABLE notes ADD CONSTRAINT ck CHECK (likes >= 0),
  ADD CONSTRAINT uq UNIQUE (title) DEFERRABLE,
  ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES notes (id) DEFERRABLE;
CREATE VIEW titles WITH (security_barrier = true) AS SELECT title AS "AS" FROM notes;
CREATE FUNCTION two(a integer, OUT b integer) LANGUAGE plpgsql SECURITY DEFINER
  AS $$ BEGIN b := a; END $$;
CREATE FUNCTION three() RETURNS integer LANGUAGE sql RETURN 3;
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE PROCEDURE proceed(a mood) LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE TRIGGER off BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION fire();
ALTER TABLE notes DISABLE TRIGGER off;
CREATE TRIGGER "ON" BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION fire();
CREATE RULE kept AS ON DELETE TO flags DO INSTEAD NOTHING;
CREATE RULE told AS ON INSERT TO flags DO ALSO NOTIFY flags;
CREATE POLICY mine ON notes USING (likes > 0);
CREATE SEQUENCE numbers;
CREATE PUBLICATION all_notes FOR TABLE notes;
CREATE PUBLICATION some_notes FOR TABLE notes WITH (publish = 'update');
CREATE FUNCTION watched() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER watched ON sql_drop EXECUTE FUNCTION watched();
COMMENT ON COLUMN notes.title IS 'a';
COMMENT ON VIEW titles IS 'b';
COMMENT ON INDEX ix IS 'c';
COMMENT ON TYPE mood IS 'd';
COMMENT ON FUNCTION two(integer) IS 'e';
COMMENT ON CONSTRAINT ck ON notes IS 'f';
COMMENT ON SCHEMA public IS 'g'
"""


MISSED = {
    "column public.notes.title",  # a view shows it
    "column public.notes.likes",  # a policy asks for it
    "constraint public.notes.notes_pkey",  # a foreign key refers to it
}


def test_each_difference_is_one(connection: sa.Connection) -> None:
    """Whatever is called different is read as another one; else it is not made."""
    for statement in KINDS.split(";\n"):
        run(connection, statement)
    objects, missed, found = read(connection), set(), 0
    for one in objects.values():
        for way in differences(one, objects):
            point = connection.begin_nested()
            try:
                run(connection, first_of(way.statements))
                assert read(connection) != objects, (one.subject, way)
                found += 1
            except sa.exc.DBAPIError:
                missed.add(one.subject)
            finally:
                point.rollback()
    assert (missed, found) == (MISSED, 40)


def read(connection: sa.Connection) -> dict:
    with search_path(connection, "pg_catalog"):
        return reader.read(connection, reader.query(reader.EVERYTHING))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("SELECT '100%%'", "SELECT '100%'"),
        ("SELECT format('%s %%', 1)", "SELECT format('%s %%', 1)"),
        ("create unique index  concurrently a ON b", "create unique index a ON b"),
        ("CREATE INDEX concurrently_made ON b", "CREATE INDEX concurrently_made ON b"),
    ],
)
def test_a_statement_as_the_server_got_it(text: str, meant: str) -> None:
    assert typed(text) == meant


def test_a_statement_that_is_tried_does_no_harm(connection: sa.Connection) -> None:
    run(connection, tried("CREATE TABLE notes (id nonsense)"))
    run(connection, tried("CREATE TABLE notes (id integer); CREATE INDEX ON notes (id)"))

    assert run(connection, "SELECT count(*) FROM pg_indexes WHERE tablename = 'notes'") == [(1,)]

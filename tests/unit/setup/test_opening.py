"""A hive is decided once: ports, passwords and identity stay."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from toolkit.database.url import parse
from toolkit.errors import ServiceError, SettingsError
from toolkit.findings import Silence
from toolkit.settings import load, recorded
from toolkit.setup import state
from toolkit.setup.hive import Hive
from toolkit.setup.opening import known, open_hive


def opened(root: Path, *, make: bool = True, **environ: str) -> Hive:
    return open_hive(load(root, environ).settings, Silence(), make=make)


def external(url: str, **more: str) -> dict[str, str]:
    return {"HIVE_SERVICES": "external", "DATABASE_URL": url, **more}


def test_without_make_there_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no hive yet") as caught:
        opened(tmp_path, make=False)
    assert "invoke up" in caught.value.next
    assert not (tmp_path / ".env.local").exists()


def test_it_is_decided_once_and_kept(tmp_path: Path) -> None:
    settings = load(tmp_path, {}).settings
    assert not known(settings)
    first = opened(tmp_path)
    assert known(settings)
    assert recorded(tmp_path) == first.urls
    for again in (opened(tmp_path), opened(tmp_path, make=False)):
        assert (again.urls, again.instance) == (first.urls, first.instance)


def test_two_checkouts_share_nothing(tmp_path: Path) -> None:
    hives = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        hives.append(opened(tmp_path / name))
    one, two = (
        {make_url(url).password for url in hive.urls.values()} | {hive.instance} for hive in hives
    )
    assert len(one) == len(two) == 3
    assert not one & two


def test_lost_urls_get_new_passwords_and_the_old_ports(tmp_path: Path) -> None:
    first = make_url(opened(tmp_path).urls["DATABASE_URL"])
    (tmp_path / ".env.local").unlink()
    second = make_url(opened(tmp_path).urls["DATABASE_URL"])
    assert first.port == second.port
    assert first.password != second.password


def test_a_port_that_was_removed_is_chosen_anew(tmp_path: Path) -> None:
    opened(tmp_path)
    path = tmp_path / ".hive/state.json"
    kept = json.loads(path.read_text())
    del kept["postgres_port"]
    path.write_text(json.dumps(kept))
    url = make_url(opened(tmp_path).urls["DATABASE_URL"])
    assert url.port
    mine = state.load(tmp_path)
    assert mine is not None
    assert (mine.postgres_port, mine.instance) == (url.port, kept["instance"])


def test_names_with_every_character_come_back(tmp_path: Path) -> None:
    hive = opened(tmp_path, HIVE_ROLE="a b@c/é:%", HIVE_DATABASE="d?e#f")
    url = parse(hive.urls["DATABASE_URL"])
    assert (url.username, url.database) == ("a b@c/é:%", "d?e#f")


def test_an_external_one_is_recorded_as_given(tmp_path: Path) -> None:
    url = "postgres://me:it's@127.0.0.1/d?sslmode=disable"
    hive = opened(tmp_path, **external(url))
    assert hive.urls == {"DATABASE_URL": url}
    assert hive.redis is None
    assert hive.recorded("DATABASE_URL").replace("%27", "'") == url
    assert (hive.target().admin, hive.target().instance) == (None, None)
    assert not (tmp_path / ".hive/state.json").exists()


def test_a_url_that_was_lost_is_said(tmp_path: Path) -> None:
    hive = opened(tmp_path, make=False, **external("postgresql://h/d"))
    with pytest.raises(SettingsError, match="has lost DATABASE_URL"):
        hive.recorded("DATABASE_URL")


def test_external_without_a_url(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL is not set"):
        opened(tmp_path, HIVE_SERVICES="external")


def test_where_shows_no_secret(tmp_path: Path) -> None:
    hive = opened(tmp_path)
    for service, url in zip(hive.services, hive.urls.values(), strict=True):
        shown = hive.where(service)
        assert str(make_url(url).port) in shown
        assert str(make_url(url).password) not in shown


def test_what_does_not_run_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="postgres cannot be used") as caught:
        opened(tmp_path).running()
    assert caught.value.next == "invoke up"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"postgresql://me:hunter22@127.0.0.1:{free.getsockname()[1]}/d"
    with pytest.raises(ServiceError) as given:
        opened(tmp_path, **external(url)).running()
    assert "correct its URL" in given.value.next
    assert "hunter22" not in str(given.value)


@pytest.mark.parametrize("text", ["{", '{"instance": "a", "colour": "red"}', "[]", "{}"])
def test_a_state_that_cannot_be_read_is_said(tmp_path: Path, text: str) -> None:
    state.folder(tmp_path)
    (tmp_path / ".hive/state.json").write_text(text)
    with pytest.raises(SettingsError, match=r"state\.json cannot be read"):
        opened(tmp_path)


def test_the_state_folder_is_unseen_by_git(tmp_path: Path) -> None:
    folder = state.folder(tmp_path)
    assert (folder / ".gitignore").read_text() == "*\n"


def test_state_has_no_secret(tmp_path: Path) -> None:
    hive = opened(tmp_path)
    text = (tmp_path / ".hive/state.json").read_text()
    secrets: list[Any] = [make_url(url).password for url in hive.urls.values()]
    assert [secret for secret in secrets if secret in text] == []
    assert [secret for secret in secrets if secret in repr(hive)] == []


def test_lost_urls_are_handed_to_nobody(tmp_path: Path) -> None:
    assert opened(tmp_path).whole() == recorded(tmp_path)
    (tmp_path / ".env.local").unlink()
    with pytest.raises(SettingsError, match="has lost DATABASE_URL"):
        opened(tmp_path, make=False).whole()


def test_another_servers_password_is_not_taken_over(tmp_path: Path) -> None:
    first = opened(tmp_path)
    opened(tmp_path, **external("postgresql://me:hunter22@127.0.0.1/d"))
    again = opened(tmp_path)
    assert "hunter22" not in again.urls["DATABASE_URL"]
    assert make_url(again.urls["DATABASE_URL"]).port == make_url(first.urls["DATABASE_URL"]).port


def test_every_character_of_a_given_url_comes_back(tmp_path: Path) -> None:
    hive = opened(tmp_path, **external("postgresql://me:it's\\\\no\"$x;y@h/d"))
    assert parse(hive.recorded("DATABASE_URL")).password == "it's\\\\no\"$x;y"

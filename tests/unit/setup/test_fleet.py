"""The file of a fleet is refused before anything happens; a worker is sent no secret."""

import pickle
from pathlib import Path

import pytest

from toolkit.errors import MigrationError, SettingsError
from toolkit.settings import load
from toolkit.setup.fleet.run import declares
from toolkit.setup.fleet.tenants import Tenant, none_told, read
from toolkit.setup.fleet.worker import Order, work

SECRET = "s3cret/@:"
ESCAPED = "s3cret%2F%40%3A"


def tenants(folder: Path, text: str | bytes) -> tuple[Tenant, ...]:
    file = folder / "tenants.txt"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(file)


def test_a_line_is_a_url_a_comment_or_empty(tmp_path: Path) -> None:
    text = "\ufeff# all of them\r\n\r\n  postgresql://app@A.example/one  \r\npostgres://b:6543/two"
    assert [one.name for one in tenants(tmp_path, text)] == ["a.example:5432/one", "b:6543/two"]


def test_a_socket_and_several_hosts_have_names_too(tmp_path: Path) -> None:
    text = "postgresql:///one?host=/run/pg\npostgresql://a:1,b:2/one\npostgresql:///one"
    names = [one.name for one in tenants(tmp_path, text)]
    assert names == ["/run/pg:5432/one", "a:1,b:2:5432/one", "one"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no database"),
        ("# nothing\n", "names no database"),
        (f"postgresql://app:{ESCAPED}@a/one\nhttp://app:{ESCAPED}@a/one", "line 2"),
        (f"postgresql://app:{SECRET}@a/one", "line 1"),
        (f"postgresql://app:{ESCAPED}@a/one\npostgresql://b:{ESCAPED}@A:5432/one", "line 2"),
        ("postgresql://app@a/one\npostgresql://app@a/template1", "line 2: template1"),
        ("postgresql://app@a/postgres", "postgres is the server's own"),
        ("postgresql://", "no database"),
        ("postgresql://app:x${NAME}@a/one", "a variable stands where none may"),
        ("postgresql://${NAME}:x@a/one", "a variable stands where none may"),
        ("postgresql://app@${NAME}/one", "a variable stands where none may"),
        ("postgresql://app@a/${NAME}", "a variable stands where none may"),
        (b"postgresql://app@a/one\xff", "cannot be read"),
    ],
)
def test_a_file_that_is_refused(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        tenants(tmp_path, text)
    assert said in caught.value.what
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("name", [".", "nothing.txt"])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read(tmp_path / name)


def test_a_variable_holds_the_password_as_it_is(tmp_path: Path) -> None:
    (one,) = tenants(tmp_path, "postgresql://app:${NAME}@a/one")
    assert one.url({"NAME": SECRET}).password == SECRET
    with pytest.raises(SettingsError, match="NAME is not set"):
        one.url({"NAME": ""})


@pytest.mark.parametrize("login", ["app", "app:${NAME}"])
def test_without_a_secret_it_may_be_sent(tmp_path: Path, login: str) -> None:
    none_told(tenants(tmp_path, f"postgresql://{login}@a/one"))


@pytest.mark.parametrize(
    "url", [f"postgresql://app:{ESCAPED}@a/one", f"postgresql://app@a/one?sslpassword={ESCAPED}"]
)
def test_a_line_that_tells_a_secret_is_not_sent(tmp_path: Path, url: str) -> None:
    (one,) = tenants(tmp_path, url)
    assert one.told == SECRET
    assert "s3cret" not in f"{one!r} {one.name}"
    with pytest.raises(SettingsError) as caught:
        none_told([one])
    assert "s3cret" not in str(caught.value)


def test_a_report_can_be_sent_and_has_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAME", SECRET)
    monkeypatch.setenv("HIVE_DEADLINE", "0.1")
    (tmp_path / "migrations").mkdir()
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (one,) = tenants(tmp_path, "postgresql://app:${NAME}@127.0.0.1:1/one")
    order = Order(str(tmp_path), one, plan=True)
    report = work(order)
    sent = pickle.dumps([order, report])
    assert (report.exit, report.error and report.error.code) == (2, "connect")
    assert pickle.loads(sent)[1].error.next == report.error.next if report.error else None
    assert b"s3cret" not in sent


def test_a_new_revision_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "migrations/versions").mkdir(parents=True)
    (tmp_path / "migrations/env.py").write_text("")
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    found = {declares(load(tmp_path, {}).settings)}
    for name, before in (("a", None), ("b", "a"), ("c", "a")):
        text = f"revision, down_revision = {name!r}, {before!r}\ndef upgrade(): ...\n"
        (tmp_path / f"migrations/versions/{name}.py").write_text(text)
        if name != "c":
            found.add(declares(load(tmp_path, {}).settings))
    assert len(found) == 3
    with pytest.raises(MigrationError):
        declares(load(tmp_path, {}).settings)

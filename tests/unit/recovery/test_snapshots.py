"""The folder of snapshots: what is half-done is none, and what is old goes by one plain rule."""

import json
from pathlib import Path

import pytest

from toolkit.errors import UsageError
from toolkit.recovery import snapshots
from toolkit.recovery.snapshots import ASKED, KEPT, Snapshot, known, named


def take(folder: Path, before: str = "reset", said: str = "dump") -> Snapshot:
    return snapshots.take(folder, before, ("a1", "b1"), lambda file: file.write_text(said) and None)


def test_what_is_known_of_one(tmp_path: Path) -> None:
    one = take(tmp_path / "s")
    assert known(tmp_path / "s") == [one]
    assert (one.before, one.revisions, one.bytes) == ("reset", ("a1", "b1"), 4)
    assert one.name == f"{one.when:%Y%m%dT%H%M%SZ}-reset"
    assert named(tmp_path / "s", one.name).file.read_text() == "dump"


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir(mode=0o755)
    seen = []
    snapshots.take(tmp_path / "s", "reset", (), lambda file: seen.append(file.stat().st_mode))
    assert seen[0] & 0o777 == 0o600
    assert (tmp_path / "s").stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "s").iterdir()] == [0o600] * 2


def test_a_dump_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fails(file: Path) -> None:
        file.write_text("half")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        snapshots.take(tmp_path, "reset", (), fails)
    assert list(tmp_path.iterdir()) == []


def test_two_in_the_same_second(tmp_path: Path) -> None:
    found = [take(tmp_path, ASKED, str(number)) for number in range(3)]
    assert [one.file.read_text() for one in known(tmp_path)] == ["0", "1", "2"]
    assert len({one.name for one in found}) == 3


def test_the_oldest_of_the_same_cause_go_and_what_was_asked_for_stays(tmp_path: Path) -> None:
    """And the first at a revision, however often it was tried from there."""
    asked = [take(tmp_path, ASKED) for _ in range(KEPT + 2)]
    first = take(tmp_path, "restore")
    resets = [take(tmp_path, "reset") for _ in range(KEPT + 3)]
    assert known(tmp_path) == [*asked, first, resets[0], *resets[3:]]
    assert len(list(tmp_path.iterdir())) == 2 * len(known(tmp_path))


def test_what_is_about_to_be_restored_stays(tmp_path: Path) -> None:
    found = [take(tmp_path, "restore") for _ in range(KEPT + 1)]
    snapshots.take(tmp_path, "restore", ("a1", "b1"), Path.touch, found[1].name)
    assert found[1].file.exists()
    take(tmp_path, "restore")
    assert not found[1].file.exists()


def test_what_a_kill_left_is_no_snapshot_and_goes(tmp_path: Path) -> None:
    (tmp_path / f"{snapshots.DRAFT}1").write_text("half")
    (tmp_path / "20260101T000000Z-reset.json").write_text("{}")
    assert known(tmp_path) == []
    take(tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("facts", [None, "", "[]", json.dumps({"when": "yesterday"})])
def test_without_what_is_known_of_it_it_is_there(tmp_path: Path, facts: str | None) -> None:
    one = take(tmp_path)
    path = one.file.with_suffix(".json")
    path.unlink() if facts is None else path.write_text(facts)
    assert [(found.name, found.before) for found in known(tmp_path)] == [(one.name, "?")]


@pytest.mark.parametrize("name", ["", ".", "../s/x", "reset", "*"])
def test_a_name_is_one_of_theirs_and_no_path(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.dump").touch()
    one = take(tmp_path / "s")
    with pytest.raises(UsageError, match="there is no snapshot") as caught:
        named(tmp_path / "s", name)
    assert one.name in caught.value.why


def test_none_yet(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no snapshot x"):
        named(tmp_path / "absent", "x")

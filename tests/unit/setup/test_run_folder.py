"""The folder of a test run, and what is swept."""

from pathlib import Path

import pytest

from toolkit.setup import run_folder

RUN = "0" * 12


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(run_folder, "_places", lambda: (tmp_path,))
    return tmp_path


def test_it_is_there_until_the_last_one_leaves(place: Path) -> None:
    with run_folder.joined(RUN) as folder:
        with run_folder.joined(RUN) as same:
            assert same == folder
        with run_folder.joined("1" * 12):
            assert folder.is_dir()
        assert folder.is_dir()
    assert list(place.iterdir()) == []


def test_what_a_killed_run_left_is_swept(place: Path) -> None:
    (place / "hive-tests-left").mkdir()
    with run_folder.joined(RUN):
        assert not (place / "hive-tests-left").exists()


def test_a_link_is_not_followed(place: Path) -> None:
    """Whoever may write to the folder for temporary files could name any folder of ours."""
    theirs = place / "theirs"
    theirs.mkdir()
    (place / "hive-tests-link").symlink_to(theirs)
    with run_folder.joined(RUN):
        assert list(theirs.iterdir()) == []

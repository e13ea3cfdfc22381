"""Whole or not at all, and nobody else's to read."""

import stat
from pathlib import Path

import pytest

from toolkit import files


def test_it_says_the_text_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "said"
    path.touch(mode=0o644)
    files.write(path, "hïve\n")
    assert path.read_text("utf-8") == "hïve\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    files.write(path, "open\n", 0o644)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_what_fails_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "said"
    files.write(path, "before")
    with pytest.raises(UnicodeEncodeError):
        files.write(path, "half \udc00")
    assert [one.name for one in tmp_path.iterdir()] == ["said"]
    assert path.read_text() == "before"


def test_a_link_is_replaced_and_what_it_leads_to_is_left(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("theirs")
    (tmp_path / "link").symlink_to(target)
    files.write(tmp_path / "link", "ours")
    assert target.read_text() == "theirs"
    assert (tmp_path / "link").read_text() == "ours"

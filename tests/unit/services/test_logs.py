"""The log's tail, and its rotation."""

from pathlib import Path

import pytest

from toolkit.services.embedded import logs


def test_the_last_lines(tmp_path: Path) -> None:
    path = tmp_path / "log"
    assert logs.tail(path, 3) == ""
    path.write_text("".join(f"line {number}\n" for number in range(9999)))
    assert logs.tail(path, 2) == "line 9997\nline 9998"
    assert logs.tail(path, 0) == ""
    assert logs.tail(path, 5, since=path.stat().st_size - 5) == "9998"


def test_it_is_rotated_by_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LIMIT", 3)
    path = tmp_path / "log"
    for text in (b"one", b" more", b"two"):
        with logs.opened(path) as file:
            file.write(text)
    assert path.read_bytes() == b"two"
    assert (tmp_path / "log.1").read_bytes() == b"one more"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "log").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="log"):
        logs.opened(tmp_path / "log")

"""`down --verify`, as a user types it: nothing is left; where something is, it is named."""

import fcntl
import os
import pty
import subprocess
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .waiting import until

NAMES = ("postgres", "redis")
Make = Callable[..., Any]


@pytest.fixture
def verify(clone: Make) -> Callable[..., dict[str, Any]]:
    """The outcomes of `down --verify` by name, and its exit code."""

    def run(checkout: Any) -> dict[str, Any]:
        found = checkout.json("down", "--verify")
        return {"exit": found["exit"], **{one["name"]: one for one in found["outcomes"]}}

    return run


@pytest.fixture
def orphan() -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Begin a process that works in a folder, perhaps at a terminal."""
    begun, opened = [], []

    def begin(folder: Path, *, at_terminal: bool = False) -> "subprocess.Popen[bytes]":
        opened.extend(pty.openpty())
        begun.append(
            subprocess.Popen(
                ["sleep", "600"],
                cwd=folder,
                stdin=opened[-1] if at_terminal else subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_take_terminal if at_terminal else None,
            )
        )
        return begun[-1]

    yield begin
    for one in begun:
        one.kill()
        one.wait()
    for handle in opened:
        os.close(handle)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_nothing_is_left(clone: Make, verify: Callable[..., dict[str, Any]]) -> None:
    hive = clone()
    never = verify(hive)
    assert never["exit"] == 0
    assert never["leftovers"]["notes"] == ["nothing left"]
    hive.ok("up")
    first, second = verify(hive), verify(hive)
    assert first["postgres"]["changes"] == ["stop postgres"]
    for found in (first, second):
        assert found["exit"] == 0
        assert found["leftovers"]["notes"] == ["nothing left"]
        data = [f"kept: {hive.root}/.hive/{one}/data; invoke reset deletes it" for one in NAMES]
        assert found["data"]["notes"] == data
    nothing_stays_in_the_census(lambda: verify(hive))
    hive.ok("up")
    assert "nothing left" in hive.ok("down", "--verify")


def nothing_stays_in_the_census(look: Callable[[], dict[str, Any]]) -> None:
    """What else runs on the machine comes and goes; what was left would be named each time."""
    stays: set[str] | None = None

    def none_stays() -> bool:
        nonlocal stays
        noted = set(look().get("census", {"notes": ()})["notes"])
        stays = noted if stays is None else stays & noted
        return not stays

    until(none_stays)


def test_what_is_left_is_named(
    clone: Make, verify: Callable[..., dict[str, Any]], orphan: Callable[..., Any]
) -> None:
    hive = clone()
    hive.ok("up")
    data = hive.root / ".hive/postgres/data"
    left, person = orphan(data), orphan(data, at_terminal=True)
    found = verify(hive)
    assert found["exit"] == 1
    assert found["postgres"]["changes"] == ["stop postgres"]
    assert found["leftovers"]["outcome"] == "failed"
    assert found["leftovers"]["notes"] == [f"process sleep (pid {left.pid}) of {data.parent}"]
    (note,) = [one for one in found["census"]["notes"] if str(data.parent) in one]
    assert note.startswith(f"sleep (pid {person.pid}) is at work in {data.parent}, at a terminal")
    done = hive.run("down", "--verify")
    assert done.returncode == 1
    assert f"process sleep (pid {left.pid}) of " in done.stdout
    assert left.poll() is None
    assert person.poll() is None

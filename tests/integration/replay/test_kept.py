"""What is known already is not tried again; what it hangs on is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from toolkit.findings import Judgement, Silence
from toolkit.replay.part import Replay
from toolkit.setup import replaying

PLAIN = Path(__file__).parents[2] / "histories/plain"
Tried = Callable[..., Sequence[str]]


@pytest.fixture
def tried(tmp_path: Path, server: sa.URL, monkeypatch: pytest.MonkeyPatch) -> Tried:
    """Replays the project in `tmp_path`; the revisions that were really tried."""
    shutil.copytree(PLAIN, tmp_path / "project")
    really = replaying.replay
    text = server.set(drivername="postgresql").render_as_string(hide_password=False)

    def run(**more: Any) -> Sequence[str]:
        seen: list[str] = []

        def replay(asked: Replay, *words: Any, **how: Any) -> Any:
            seen.extend(sorted(asked.only or ()))
            return really(asked, *words, **how)

        monkeypatch.setattr(replaying, "replay", replay)
        from toolkit.replay import part

        part._project.cache_clear()  # as in another process
        asked = Replay(tmp_path / "project", "alembic.ini", **{"experiments": ("rerun",)} | more)
        keep = partial(replaying.verdicts, asked, text, tmp_path / "kept", Silence())
        found = keep(jobs=1, deadline=60)
        assert [one.revision for one in found] == ["a1", "a2"]
        assert all(one.statements for one in found)
        for one in found:
            assert [verdict.verdict for verdict in one.verdicts] == [Judgement.REFUTED]
        return seen

    return run


def test_the_second_time_nothing_is_tried(tried: Tried) -> None:
    assert tried() == ["a1", "a2"]
    assert tried() == []


@pytest.mark.parametrize(
    ("file", "again"),
    [("versions/a2_names.py", ["a2"]), ("versions/a1_users.py", ["a1", "a2"]),
     ("env.py", ["a1", "a2"])],
)  # fmt: skip
def test_what_changed_and_what_comes_after_is_tried_again(
    tried: Tried, tmp_path: Path, file: str, again: list[str]
) -> None:
    tried()
    with (tmp_path / "project/migrations" / file).open("a") as text:
        text.write("\n# changed\n")
    assert tried() == again


def test_other_questions_get_their_own_answers(tried: Tried) -> None:
    tried()
    assert tried(rows=0) == ["a1", "a2"]
    assert tried(rows=0) == []
    assert tried() == []


def test_what_cannot_be_read_is_tried_again(tried: Tried, tmp_path: Path) -> None:
    tried()
    for path in (tmp_path / "kept").iterdir():
        path.write_text("{")
    assert tried() == ["a1", "a2"]

"""The tutorial's pages, typed as they stand; a check fails where its step is not there yet."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolkit.settings import recorded

from .test_examples import commands, typed

PAGES = sorted((Path(__file__).parents[2] / "examples/tutorial/steps").glob("*.md"))


def git(project: Path, *words: str) -> str:
    return subprocess.check_output(["git", "-C", project, *words], text=True)


def test_every_page_from_its_text(clone: Callable[..., Any]) -> None:
    hive = clone()
    hive.ok("up")
    hive.ok("bootstrap")
    hive.ok("seed", "--name", "tutorial", "--into", "mine")
    project = hive.root / "mine/tutorial"
    assert git(project, "tag").split() == [f"step-{number + 1}" for number in range(len(PAGES))]
    for number, page in enumerate(PAGES, 1):
        shows_what_it_adds(project, number, page)
        holds(project, number, page, {"PYTHONPATH": "src", **recorded(hive.root)})
    git(project, "switch", "--quiet", "main")
    assert "0 changed" in hive.ok("seed", "--name", "tutorial", "--into", "mine")


def shows_what_it_adds(project: Path, number: int, page: Path) -> None:
    (shown,) = re.findall(r"(?ms)^```diff\n(.*?)^```$", page.read_text())
    added = git(project, "diff", "--no-renames", f"step-{number}~1", f"step-{number}")
    assert shown == re.sub(r"(?m)^index .*\n", "", added), page


def holds(project: Path, number: int, page: Path, urls: dict[str, str]) -> None:
    """Its check fails where the step before is in place, and all of the page does not."""
    switch, *check = commands(page)
    assert switch == f"git switch --detach step-{number}"
    git(project, "switch", "--quiet", "--detach", f"step-{number}~1")
    before = typed(check, project, **urls)
    assert before.returncode != 0, (page, before.stdout)
    git(project, "clean", "--quiet", "-d", "--force")
    done = typed([switch, *check], project, **urls)
    assert done.returncode == 0, (page, done.stdout + done.stderr)
    assert git(project, "status", "--porcelain") == ""

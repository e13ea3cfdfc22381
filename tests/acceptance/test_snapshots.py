"""docs/snapshots.md, typed as it stands there."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from toolkit.settings import recorded

Make = Callable[..., Any]
Words = list[str]
ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/snapshots.md").read_text()
HIVE = str(Path(sys.executable).parent / "hive")


def typed(block: int) -> list[Words]:
    """The lines with a prompt of one console block, as words."""
    blocks = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    return [shlex.split(line) for line in re.findall(r"^\$ (.*)$", blocks[block], re.MULTILINE)]


@pytest.fixture
def shop(clone: Make) -> Any:
    """A bootstrapped project in a repository."""
    made = clone("shop", ROOT / "tests/histories/plain", HIVE)
    (made.root / ".gitignore").write_text(".env.local\n")
    for words in (["init"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit",
                                           "--message=first"]):  # fmt: skip
        subprocess.run(["git", *words], cwd=made.root, check=True, capture_output=True)
    made.ok("bootstrap")
    return made


def ask(hive: Any, sql: str) -> list[object]:
    engine = sa.create_engine(hive.url(), poolclass=sa.NullPool)
    with engine.begin() as connection:
        result = connection.exec_driver_sql(sql)
        return list(result.scalars()) if result.returns_rows else []


def test_the_page_holds(shop: Any) -> None:
    back_to_what_it_was(shop, *typed(0))
    a_database_for_a_worktree(shop, *typed(1))


def back_to_what_it_was(shop: Any, listing: Words, restoring: Words) -> None:
    ask(shop, "CREATE TABLE precious AS SELECT 7 AS number")
    shop.ok("snapshot.take")
    (one,) = shop.json(*listing[1:])["snapshots"]
    assert (one["before"], one["revisions"]) == ("asked", ["a2"])
    ask(shop, "DROP TABLE precious")
    words = [*restoring[1:-1], one["name"]]
    unasked = shop.json(*words)["error"]
    assert unasked["code"] == "usage"
    called = "hive" if shutil.which("hive") == HIVE else HIVE
    assert unasked["next"] == f"{called} snapshot.restore --yes --name {one['name']}"
    said = shop.ok(*words, "--yes")
    assert ask(shop, "SELECT number FROM precious") == [7]
    assert re.search(rf"^{one['name']} .* at a2 .*\(asked for\)$", said, re.MULTILINE)


def a_database_for_a_worktree(
    shop: Any, adding: Words, going: Words, branching: Words, validating: Words
) -> None:
    subprocess.run(adding, cwd=shop.root, check=True, capture_output=True)
    there = replace(shop, root=(shop.root / going[1]).resolve())
    said = there.json(*branching[1:])
    password = str(sa.make_url(recorded(shop.root)["DATABASE_URL"]).password)
    assert said["branch"]["url"].endswith("/fix")
    assert password not in str(said)
    assert password in (there.root / ".env.local").read_text()
    there.ok(*validating[1:])
    remove = ["git", "worktree", "remove", "--force", there.root]
    subprocess.run(remove, cwd=shop.root, check=True, capture_output=True)
    assert [one["name"] for one in shop.json("db.prune")["outcomes"]] == ["fix"]

"""`hive-lint --evidence` and `--prove`: what is claimed, held against what was run."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from .linting import ROWS, TABLE, project, revision, said
from .waiting import until

CREATED = "op.execute(\"CREATE TYPE mood AS ENUM ('calm')\")"
TWICE = 'op.create_table("moods", sa.Column("mood", sa.Enum("calm", name="mood")))'
COLUMN = "op.execute('ALTER TABLE orders ADD COLUMN x int')"
INSERTED = "INSERT INTO orders (id) VALUES (2) RETURNING id"
WANTED = f"for one in op.get_bind().execute(sa.text('{INSERTED}')): return"
"""It may end the function: no block can be put around it."""
ENV = """import os
import sqlalchemy as sa
from alembic import context

with sa.create_engine(os.environ["DATABASE_URL"], poolclass=sa.NullPool).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
OWN = ("--fix-style", "ensure")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    project(
        tmp_path,
        a1=revision("a1", None, TABLE),
        a2=revision("a2", "a1", ROWS),
        a3=revision("a3", "a2", CREATED, TWICE),
    )
    (tmp_path / "migrations/env.py").write_text(ENV)
    return tmp_path


def kept(folder: Path, *verdicts: tuple[str, str, str]) -> str:
    """As hive-replay answers."""
    rows = [
        {"revision": revision, "experiment": experiment, "verdict": verdict}
        for revision, experiment, verdict in verdicts
    ]
    (folder / "seen.json").write_text(json.dumps({"version": 1, "verdicts": rows}))
    return "seen.json"


def test_each_claim_is_confirmed_denied_or_was_not_run(shop: Path) -> None:
    name = kept(
        shop, ("a1", "rerun", "refuted"), ("a1", "first", "proved"), ("a2", "rerun", "proved"),
        ("a3", "first", "not-run"), ("a3", "rerun", "refuted"),
    )  # fmt: skip
    answer = said(shop, "--evidence", name, "--format", "json")
    found = {(one["rule"], one["claim"]): one["evidence"] for one in answer.json["findings"]}
    assert found["create-table", "rerun"] == "confirmed"
    assert found["insert-rows", "rerun"] == "denied"
    assert found["enum-created-twice", "first"] == "not run"
    assert answer.exit == said(shop).exit == 1
    assert {one["evidence"] for one in said(shop, "--format", "json").json["findings"]} == {""}


def test_a_downgrade_was_not_run(shop: Path) -> None:
    text = revision("a1", None, back='op.drop_table("orders")')
    (shop / "migrations/versions/a1.py").write_text(text)
    name = kept(shop, ("a1", "rerun", "proved"))
    answer = said(shop, "--evidence", name, "--downgrade", "--format", "json")
    found = {one["rule"]: one["evidence"] for one in answer.json["findings"]}
    assert found["drop-table"] == "not run"


def test_what_is_denied_is_listed_apart(shop: Path) -> None:
    name = kept(shop, ("a1", "rerun", "proved"), ("a2", "rerun", "refuted"))
    out = said(shop, "--evidence", name).out
    places = [out.index(it) for it in ("insert-rows (confirmed)", "Denied by", "-table (denied)")]
    assert places == sorted(places)
    assert "1 confirmed; 1 denied; " in out.splitlines()[-1]


@pytest.mark.parametrize("text", ["", "[]", '{"verdicts": 3}', '{"verdicts": [{}]}'])
def test_what_is_no_answer_of_a_replay(shop: Path, text: str) -> None:
    (shop / "seen.json").write_text(text)
    answer = said(shop, "--evidence", "seen.json")
    assert (answer.exit, "is no answer of hive-replay" in answer.err) == (2, True)
    assert said(shop, "--evidence", "absent.json").exit == 2


def test_only_what_is_proved_is_written(shop: Path, server: sa.URL) -> None:
    """Something in a4 has no fix: what else is fixed in it does not make it re-runnable."""
    url = server.set(drivername="postgresql").render_as_string(hide_password=False)
    path = shop / "migrations/versions/a4.py"
    before = revision("a4", "a3", COLUMN, WANTED)
    path.write_text(before)
    flags = ("--fix", *OWN, "--prove", "--database-url", url)
    answer = said(shop, *flags, "--format", "json")
    fixes = answer.json["fixes"]
    assert {Path(one["path"]).name for one in fixes["fixed"]} == {"a1.py", "a2.py", "a3.py"}
    (back,) = fixes["refused"]
    assert (Path(back["path"]).name, back["rule"]) == ("a4.py", "add-column")
    assert back["why"].startswith("rerun is refuted: ")
    assert path.read_text() == before
    assert "ensure.once" in (shop / "migrations/versions/a2.py").read_text()


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_while_it_proves(shop: Path, server: sa.URL, sign: int, code: int) -> None:
    """Nothing was written, and nothing stays on the server."""
    begun = shop / "begun"
    waiting = f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(60)\n"
    (shop / "migrations/env.py").write_text(waiting)
    before = (shop / "migrations/versions/a1.py").read_text()
    url = server.set(drivername="postgresql").render_as_string(hide_password=False)
    argv = [sys.executable, "-m", "toolkit.commands.lint", "--fix", *OWN, "--prove"]
    with subprocess.Popen([*argv, "--database-url", url], cwd=shop, stderr=subprocess.PIPE) as one:
        until(begun.exists)
        one.send_signal(sign)
        _, err = one.communicate()
    assert (one.returncode, b"hive-lint: interrupted" in err) == (code, True), err
    assert (shop / "migrations/versions/a1.py").read_text() == before

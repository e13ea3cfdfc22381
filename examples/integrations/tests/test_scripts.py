"""The scripts that CI and deployment call, run for real."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ENV, ROOT

Begin = Callable[..., "subprocess.Popen[str]"]
REVISION = '''
"""Parcels."""

import sqlalchemy as sa
from alembic import op

revision = "003"
down_revision = "002"


def upgrade() -> None:
    op.create_table("parcels", sa.Column("id", sa.Integer, primary_key=True){guard})


def downgrade() -> None:
    op.drop_table("parcels", if_exists=True)
'''


def ran(*words: str | Path, cwd: Path = ROOT, **env: str) -> "subprocess.CompletedProcess[str]":
    """Everything that it said is in stdout."""
    return subprocess.run(
        words, cwd=cwd, env={**ENV, **env}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False, timeout=120,
    )  # fmt: skip


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("guard", "by"),
    [
        ("", "warning create-table"),
        (", if_not_exists=True", "preexisting refuted: 003"),
        (None, "2 revisions: 12 proved, 0 refuted"),
    ],
)
def test_the_gate(copy: Path, guard: str | None, by: str) -> None:
    """Of a table that is made plainly the linter knows; of a guard that looks at the name alone
    the replay does; and what is here passes both."""
    if guard is not None:
        revision = copy / "migrations/versions/003_parcels.py"
        revision.write_text(REVISION.lstrip().replace("{guard}", guard))
    done = ran(copy / "scripts/gate", PYTHONPATH=str(copy / "src"))
    assert by in done.stdout
    assert done.returncode == (guard is not None)


def test_the_kill_test(env: dict[str, str]) -> None:
    done = ran(ROOT / "scripts/kill-test", **env)
    assert done.returncode == 0, done.stdout
    assert "killed behind" in done.stdout
    assert done.stdout.endswith("every letter was sent once\n")


def test_the_kill_test_sees_what_is_lost(copy: Path, env: dict[str, str]) -> None:
    """In a copy whose steps are not recorded, a kill makes letters be begun again."""
    mailing = copy / "src/integrations/mailing.py"
    text = mailing.read_text("utf-8")
    assert '@DBOS.step(name="send")\n' in text
    touched = text.replace('@DBOS.step(name="send")\n', "").replace(
        "        send(name, reader)\n", "        send(name, reader)\n        DBOS.sleep(0.001)\n"
    )
    mailing.write_text(touched)
    done = ran(copy / "scripts/kill-test", **{**env, "PYTHONPATH": str(copy / "src")})
    assert done.returncode == 1, done.stdout
    assert "kill test: " in done.stdout


def test_a_worker_from_its_start_to_its_end(
    worker: Begin, env: dict[str, str], tmp_path: Path
) -> None:
    """Its slot and the one version are recorded, whatever the shell says; SIGTERM ends it."""
    alive = [ROOT / "scripts/alive", "worker-7"]
    assert ran(*alive, **env).returncode != 0
    one = worker("worker-7", DBOS__APPVERSION="9")
    until(lambda: ran(*alive, **env).returncode == 0)
    python = [sys.executable, "-m", "integrations"]
    assert ran(*python, "send", "spring", "ada", "grace", **env).stdout == ""
    until(lambda: ran(*python, "left", **env).returncode == 0)
    one.send_signal(signal.SIGTERM)
    assert (one.communicate(timeout=10)[0], one.returncode) == ("worker worker-7, version 1\n", 0)
    assert ran(*alive, **env).returncode != 0
    ran(*python, "send", "autumn", "ada", **env)
    left = ran(*python, "left", **env)
    assert (left.returncode, left.stdout.split()) == (1, ["autumn", "ENQUEUED", "-", "1"])


def test_a_worker_that_stands_still_shows_no_life(
    worker: Begin, env: dict[str, str], tmp_path: Path
) -> None:
    sign = tmp_path / "worker-1.alive"
    one = worker("worker-1")
    until(sign.exists)
    one.send_signal(signal.SIGSTOP)
    os.utime(sign, (time.time() - 60, time.time() - 60))
    assert ran(ROOT / "scripts/alive", "worker-1", **env).returncode != 0


@pytest.mark.parametrize(
    ("slot", "more", "why"),
    [
        ("Not A Slot", {}, "DBOS__VMID is 'Not A Slot'"),
        ("worker-0", {"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ("worker-0", {"DATABASE_URL": "postgresql://x@/y?host=/tmp"}, "a socket will not do"),
        ("worker-0", {"DATABASE_URL_FILE": "/nowhere"}, "No such file"),
    ],
)
def test_a_worker_that_cannot_be(
    env: dict[str, str], slot: str, more: dict[str, str], why: str
) -> None:
    done = ran(ROOT / "scripts/worker", slot, **{**env, **more})
    assert done.returncode == 2
    assert why in done.stdout
    assert "Traceback" not in done.stdout


def test_no_work_is_taken_up_before_the_bootstrap(
    env: dict[str, str], hive_connection: object, tmp_path: Path
) -> None:
    from sqlalchemy import Connection, text

    assert isinstance(hive_connection, Connection)
    hive_connection.execute(text("ALTER TABLE letters DROP COLUMN sent_at"))
    hive_connection.commit()
    (tmp_path / "url").write_text(env["DATABASE_URL"] + "\n")
    by_file = {**env, "DATABASE_URL": "", "DATABASE_URL_FILE": str(tmp_path / "url")}
    done = ran(ROOT / "scripts/worker", "worker-0", **by_file)
    assert (done.returncode, "hive bootstrap" in done.stdout) == (2, True)


KUBECTL = """#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in get*) echo statefulset.apps/worker ;; "$FAILS"*) exit 1 ;; esac
"""
CALLS = [
    "get statefulset", "scale statefulset worker --replicas 0", "wait pod", "delete job bootstrap",
    "apply --filename bootstrap.yaml", "wait job bootstrap", "apply --filename workers.yaml",
    "rollout status",
]  # fmt: skip


@pytest.mark.parametrize("fails", ["nothing", "wait pod", "wait job"])
def test_the_old_are_gone_before_the_new_start(tmp_path: Path, fails: str) -> None:
    """No cluster is here: kubectl's place is taken by a program that notes what it is told."""
    (tmp_path / "kubectl").write_text(KUBECTL)
    (tmp_path / "kubectl").chmod(0o755)
    env = {"PATH": f"{tmp_path}:{ENV['PATH']}", "CALLS": str(tmp_path / "calls"), "FAILS": fails}
    done = ran(ROOT / "scripts/roll-out", **env)
    said = (tmp_path / "calls").read_text().splitlines()
    end = next((n for n, call in enumerate(CALLS) if call.startswith(fails)), len(CALLS) - 1)
    assert len(said) == end + 1
    assert all(line.startswith(call) for line, call in zip(said, CALLS, strict=False))
    assert done.returncode == (fails != "nothing")

"""Commands of this repository, typed as a user would, and the two endings that they may have."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from select import select
from signal import SIGKILL
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from tests.integration.reliability.stages import PASSWORD, SECRET, Case
from toolkit.catalog.fingerprint import Fingerprint

OURS = ("HIVE_", "DATABASE_URL", "REDIS_URL", "PG", "CI", "INVOKE_")

HANGS = 600.0
"""Seconds, far beyond every deadline that commands are given here."""


@dataclass(frozen=True)
class Said:
    """How a command ended; `signal` 0 where none ended it. `done`: statements and commits."""

    exit: int
    signal: int
    out: str
    err: str
    done: int

    @property
    def document(self) -> dict[str, Any]:
        """The one object on stdout."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def code(self) -> str:
        """Of the error, or `drift` or `failed` where outcomes tell it, "" where nothing does."""
        if self.document["error"]:
            return str(self.document["error"]["code"])
        told = {one["outcome"]: one for one in self.document["outcomes"]}
        wrong = [one for one in ("drift", "failed") if one in told and told[one]["notes"]]
        return wrong[0] if wrong else ""


@dataclass(frozen=True)
class Running:
    """A command that was begun, and the folder that it writes into."""

    pid: int
    folder: Path

    def read(self, name: str) -> str:
        """Of `out`, `err` and `statements`, as much as there is."""
        path = self.folder / name
        return path.read_text("utf-8", errors="replace") if path.exists() else ""

    def signal(self, number: int) -> None:
        """It is a child that nobody waited for yet, so that its number is its own."""
        os.kill(self.pid, number)


@dataclass(frozen=True)
class Keyboard:
    """typist.py at work in a checkout."""

    process: "subprocess.Popen[str]"

    def start(
        self, url: sa.URL, *words: str, after: int | None = None, by: int = SIGKILL, **env: str
    ) -> Running:
        """Begin to type; it gets the signal after that many statements and commits."""
        text = url.set(drivername="postgresql").render_as_string(hide_password=False)
        ours = {"HIVE_SERVICES": "external", "DATABASE_URL": text, "HIVE_DEADLINE": "20"}
        begun = self._order(words=[*words, "--json"], env={**ours, **env}, after=after, by=by)
        return Running(begun["pid"], Path(begun["folder"]))

    def wait(self, running: Running) -> Said:
        """How it ended; it never shows a secret, nor what only a bug would show."""
        ended = self._order(wait=running.pid)
        statements = int(running.read("statements") or 0)
        said = Said(**ended, out=running.read("out"), err=running.read("err"), done=statements)
        for text in (said.out, said.err):
            assert SECRET not in text
            assert quote(PASSWORD, safe="") not in text
            assert "Traceback" not in text, text
        return said

    def type(self, url: sa.URL, *words: str, **env: str) -> Said:
        """Type a command and wait for it."""
        return self.wait(self.start(url, *words, **env))

    def ends_well(self, case: Case, *words: str) -> Said:
        """The command says that all is well."""
        said = self.type(case.typed, *words)
        assert (said.exit, said.signal) == (0, 0), said.err
        return said

    def converges(self, case: Case, expected: Fingerprint, *words: str) -> Said:
        """And the database is as expected."""
        said = self.ends_well(case, *(words or ("bootstrap",)))
        assert expected.difference(case.about()) == ""
        return said

    def refuses(self, case: Case, code: str, *words: str, **env: str) -> Said:
        """The command says why it does not, and nothing is other than before."""
        before = case.exactly()
        said = self.type(case.typed, *(words or ("bootstrap",)), **env)
        assert said.exit in (1, 2), said.err
        assert said.code == code, said.err
        if error := said.document["error"]:
            assert all(error[part] for part in ("what", "why", "state", "next")), error
        assert before.difference(case.exactly()) == ""
        return said

    def _order(self, **words: Any) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        assert select([self.process.stdout], [], [], HANGS)[0], words
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


def sat_down(root: Path) -> "subprocess.Popen[str]":
    """A typist in the folder; the environment is the machine's without anything of ours."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    return subprocess.Popen(
        [sys.executable, str(root / "tests/integration/reliability/typist.py")],
        cwd=root, env={**clean, "PYTHONPATH": str(root)}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip

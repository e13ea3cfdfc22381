"""`hive-lint` as it is typed, on small projects."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CLEAN = {"NO_COLOR", "CI", "PRE_COMMIT", "PYTHONPATH", "FORCE_COLOR"}
TABLE = 'op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True))'
"""A warning: the transaction saves it."""
ROWS = 'op.execute("INSERT INTO orders (id) VALUES (1)")'
"""An error: again, another row."""


@dataclass(frozen=True)
class Said:
    exit: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def said(folder: Path, *words: str, stdin: bytes = b"", **environ: str) -> Said:
    env = {key: value for key, value in os.environ.items() if key not in CLEAN} | environ
    argv = [sys.executable, "-m", "toolkit.commands.lint", *words]
    done = subprocess.run(argv, cwd=folder, env=env, input=stdin, capture_output=True, check=False)
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def found(folder: Path, *words: str, **environ: str) -> list[tuple[str, str, str]]:
    """File, rule and severity of each finding; the exit code is the one in the document."""
    answer = said(folder, "--format", "json", *words, **environ)
    assert answer.json["exit"] == answer.exit, answer.err
    return [
        (Path(one["path"]).name, one["rule"], one["severity"])
        for one in answer.json["findings"]
        if one["suppressed"] is None
    ]


def revision(name: str, after: str | None, *statements: str, head: str = "", back: str = "") -> str:
    body = "".join(f"    {one}\n" for one in statements or ("pass",))
    down = f"\n\ndef downgrade():\n    {back}\n" if back else ""
    return (
        f'"""Revision {name}."""\nimport sqlalchemy as sa\nfrom alembic import op\n{head}\n'
        f"revision = {name!r}\ndown_revision = {after!r}\n\n\ndef upgrade():\n{body}{down}"
    )


def project(folder: Path, **revisions: str) -> Path:
    """With an alembic.ini and env.py; the revisions' files by their names."""
    versions = folder / "migrations/versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (folder / "migrations/env.py").write_text("from alembic import context\n")
    for name, text in revisions.items():
        (versions / f"{name}.py").write_text(text)
    return versions


def table(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.hive.lint]\n{text}\n")

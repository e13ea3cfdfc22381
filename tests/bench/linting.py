"""What `hive-lint` costs: cold beside `ast.parse`, warm, and beside squawk with what it needs.

Alone: `.venv/bin/python tests/bench/linting.py`.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from figure import Figure, column, seconds

ROOT = Path(__file__).parents[2]
ROUNDS = 5
MANY = 2_000
SQUAWK = "squawk-cli==2.70.0"
WORDS = re.compile(r"^(down_revision|revision)\b[^=\n]*=.*$", re.MULTILINE)
LINT = (sys.executable, "-m", "toolkit.commands.lint")
PARSE = """import ast, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).rglob("versions/*.py")):
    ast.parse(path.read_bytes())
"""
LEFT_OUT = ("HIVE_", "DATA", "PYTHON")  # what was imported once is compiled, as pip leaves it
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith(LEFT_OUT)}


def linting() -> Iterator[Figure]:
    yield from _many()
    yield from _beside_squawk()


def _many() -> Iterator[Figure]:
    """Each time in a folder that is not known yet, and again; the first is not counted."""
    rows = []
    for _ in range(1 + ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            _history(Path(name))
            parsed = seconds(lambda name=name: _run((sys.executable, "-c", PARSE), name))
            cold = seconds(lambda name=name: _run(LINT, name))
            rows.append((cold, parsed, seconds(lambda name=name: _run(LINT, name))))
    cold, parsed, warm = (column(rows[1:], number) for number in range(3))
    yield Figure("hive-lint, 2,000 files, cold, process", cold,
                 "ast.parse of them, process", parsed, 3.0)  # fmt: skip
    yield Figure("hive-lint, the same again, process", warm, "0.3 s", [0.3] * ROUNDS, 1.0)


def _history(folder: Path) -> None:
    """A project with one long history, of this repository's revisions and those of its tests."""
    versions = folder / "migrations/versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (folder / "migrations/env.py").write_bytes((ROOT / "migrations/env.py").read_bytes())
    texts = list(_texts())
    for number in range(MANY):
        text = _renamed(texts[number % len(texts)], number)
        (versions / f"{number:04}.py").write_text(text)


def _texts() -> Iterator[str]:
    places = [ROOT / "migrations/versions", *sorted((ROOT / "tests/histories").rglob("versions"))]
    for path in (path for place in places for path in sorted(place.glob("*.py"))):
        text = path.read_text("utf-8")
        if len({match[1] for match in WORDS.finditer(text)}) == 2:  # what is no Python has neither
            yield text


def _renamed(text: str, number: int) -> str:
    after = f'"r{number - 1:04}"' if number else None
    said = {"revision": f'"r{number:04}"', "down_revision": after}
    return WORDS.sub(lambda match: f"{match[1]} = {said[match[1]]}", text)


def _beside_squawk() -> Iterator[Figure]:
    """The revisions of this repository; squawk reads only the SQL that Alembic says of them."""
    files = [str(path) for path in sorted((ROOT / "migrations/versions").glob("*.py"))]
    with tempfile.TemporaryDirectory() as name:
        argv = ("pip", "install", "--quiet", "--no-deps", "--target", name, SQUAWK)
        subprocess.run([sys.executable, "-m", *argv], check=True)
        squawk = Path(name) / "bin/squawk"
        rows = [
            (
                seconds(lambda: _run((*LINT, "--no-cache"), *files)),
                seconds(lambda: _piped(squawk)),
            )
            for _ in range(1 + ROUNDS)
        ][1:]
    other = "alembic upgrade head --sql, to squawk"
    yield Figure(f"hive-lint, {len(files)} files, process", column(rows, 0), other,
                 column(rows, 1), 0.5)  # fmt: skip


def _piped(squawk: Path) -> None:
    alembic = [Path(sys.executable).parent / "alembic", "upgrade", "head", "--sql"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        alembic, cwd=ROOT, env=CLEAN, stdout=subprocess.PIPE, stderr=quiet
    ) as one:
        done = subprocess.run([squawk], stdin=one.stdout, stdout=quiet, stderr=quiet, check=False)
    assert (one.returncode, done.returncode) in ((0, 0), (0, 1))


def _run(words: tuple[str, ...], *more: str) -> None:
    """It may find something; it may not fail."""
    done = subprocess.run([*words, *more], cwd=ROOT, env=CLEAN, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr


if __name__ == "__main__":
    for figure in linting():
        sys.stdout.write(figure.row() + "\n")

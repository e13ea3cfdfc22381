"""What stands behind each case: a database with rows, one revision behind, and how a bootstrap of
it ended."""

import io
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from invoke.config import Config
from invoke.context import Context
from invoke.exceptions import Exit

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.run import bootstrap
from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.commands.bootstrap import bootstrap as command
from toolkit.database.migrations import Migrations
from toolkit.database.target import Target
from toolkit.database.trace import statements_logged
from toolkit.errors import ToolkitError
from toolkit.findings import Outcome, Status, converged

PLAIN = Path(__file__).parents[2] / "histories/plain"
PASSWORD = "hunter22 p@ss/w%rd:?#"
LONGEST = 120.0
"""Seconds that a case may take, many times its deadline: whatever goes on then hangs."""
OURS = ("HIVE_", "DATABASE_URL", "REDIS_URL", "PG", "CI", "INVOKE_")
PYPROJECT = """\
[tool.hive]
alembic = "alembic.ini"
extensions = ["pg_trgm"]
rows = "declared:ROWS"

[tool.hive.enums]
mood = ["sad", "ok", "happy"]
"""
DECLARED = """\
ROWS = {"users": [{"id": 1, "name": "root"}, {"id": 2, "name": "guest"}]}
"""
ROWS = ({"id": 1, "name": "root"}, {"id": 2, "name": "guest"})
SOMEBODYS = (
    "INSERT INTO users SELECT generate_series(7, 99)",
    "CREATE TABLE letters (id int PRIMARY KEY, feels mood, said text)",
    "INSERT INTO letters SELECT n, 'ok', repeat('x', n) FROM generate_series(1, 200) AS n",
)


BROKEN_OFF = ("connect", "migration", "not-converged")
"""How a lost connection is told: it was lost between revisions, in one, or while proving."""


class Hung(BaseException):
    """Nobody who catches exceptions catches this."""


@contextmanager
def no_hang(seconds: float = LONGEST) -> Iterator[None]:
    """Hung, again and again, where the block goes on for so long."""

    def ring(*_: object) -> None:
        raise Hung(f"went on for {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 2.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Way(Protocol):
    """How it is begun: in this process, or typed."""

    def __call__(self, url: sa.URL, *, deadline: float) -> "Ended": ...


@dataclass(frozen=True)
class Ended:
    """How a bootstrap ended: `code` of its error, "" where it converged; `said` is everything that
    anybody could read."""

    code: str
    exit: int
    error: Mapping[str, str] = field(default_factory=dict)
    said: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.code or 'converged'} {dict(self.error)}\n{self.said[-3000:]}"


@dataclass
class Ear:
    """Remembers what it hears; `when` is asked to do something about it."""

    when: Callable[[str], None] = lambda _: None
    said: list[str] = field(default_factory=list)

    def started(self, name: str) -> None:
        self._hear(name)

    def progress(self, text: str, done: int = 0, total: int = 0) -> None:
        self._hear(text)

    def finished(self, outcome: Outcome) -> None:
        self.said.append(str(outcome))

    def _hear(self, text: str) -> None:
        self.said.append(text)
        self.when(text)


def once_waiting(lift: Callable[[], object]) -> Callable[[str], None]:
    """`lift` what is in the way as soon as the bootstrap says that it waits."""
    todo = [lift]

    def when(text: str) -> None:
        if "waiting for" in text and todo:
            todo.pop()()

    return when


@dataclass(frozen=True)
class Ground:
    """A database of the case's own: the application's URL, the superuser's, what it looked like
    before, and what it looks like where nothing was in the way."""

    url: sa.URL
    admin: sa.URL
    before: Fingerprint
    after: Fingerprint
    project: Path

    def bootstrap(
        self,
        url: sa.URL | None = None,
        when: Callable[[str], None] = lambda _: None,
        *,
        deadline: float = 2.0,
        longest: float = LONGEST,
        **more: Any,
    ) -> Ended:
        """Through the functions of the command, in this process."""
        target = Target(self.url if url is None else url)
        ear, log = Ear(when), _Log()
        with no_hang(longest), log.kept(), statements_logged():
            try:
                outcomes = bootstrap(
                    target, self.blueprint(**more), listener=ear, deadline=deadline
                )
            except ToolkitError as error:
                return _ended(error, [*ear.said, *log.lines])
        said = "\n".join([*ear.said, *log.lines])
        drift = any(one.status is Status.DRIFT for one in outcomes)
        code = "" if converged(outcomes) else "drift" if drift else "not-converged"
        return Ended(code, 1 if code else 0, said=said)

    def typed(
        self,
        url: sa.URL | None = None,
        *,
        deadline: float = 2.0,
        longest: float = LONGEST,
        **env: str,
    ) -> Ended:
        """By the command itself, as a process."""
        text = plain(self.url if url is None else url)
        given = {"HIVE_SERVICES": "external", "HIVE_DEADLINE": f"{deadline:g}"}
        return typed(self.checkout(), longest, **{**given, "DATABASE_URL": text, **env})

    def commanded(self, **env: str | None) -> Ended:
        """As typed, but in this process, which is quicker; in the environment stands what is given,
        beside what makes services external (None: not even that)."""
        folder = self.checkout()
        shutil.rmtree(folder / ".hive", ignore_errors=True)  # with what was said before
        given = {"HIVE_SERVICES": "external", "HIVE_DEADLINE": "2", **env}
        out, err = io.StringIO(), io.StringIO()
        there = {key: value for key, value in given.items() if value is not None}
        with (
            no_hang(), _environment(there), chdir(folder), redirect_stdout(out),
            redirect_stderr(err), suppress(Exit),
        ):  # fmt: skip
            command.body(Context(Config(lazy=True)), json=True)
        return _answered(folder, out.getvalue(), err.getvalue())

    def checkout(self) -> Path:
        """The project, of the case's own: commands leave something in it."""
        folder = self.project.with_name(self.url.database or "")
        if not folder.exists():
            shutil.copytree(self.project, folder)
        return folder

    def passes(self, way: str, lift: Callable[[], object], url: sa.URL, *codes: str) -> None:
        """What is in the way until `lift` is called is waited for; or it refuses, and the same
        command, typed again, converges."""
        if way == "waiting":
            self.converged(self.bootstrap(url, once_waiting(lift), deadline=10))
            return
        go = self.typed if way == "typed" else self.bootstrap
        self.refused(go(url, deadline=0.5), *(codes or ("connect",)))
        lift()
        self.converged(go(url, deadline=10))

    def goes_on(self, ended: Ended, url: sa.URL, go: "Way | None" = None) -> None:
        """However it was broken off, it says so; the same command, typed again, converges."""
        if ended.code:
            assert ended.code in BROKEN_OFF, str(ended)
            well_said(ended)
        self.converged((go or self.bootstrap)(url, deadline=30))  # for a machine that is busy

    def blueprint(self, **more: Any) -> Blueprint:
        """As the project's pyproject.toml has it."""
        declared = Blueprint(
            Migrations(self.project, "alembic.ini"),
            extensions=("pg_trgm",),
            enums={"mood": ("sad", "ok", "happy")},
            rows={"users": ROWS},
        )
        return replace(declared, **more)

    def seen(self) -> Fingerprint:
        return look(self.admin)

    def refused(self, ended: Ended, *codes: str) -> None:
        """It ended with one of these errors, in words for a newcomer, and nothing was changed."""
        assert ended.code in codes, str(ended)
        well_said(ended)
        assert self.before.difference(self.seen()) == ""

    def converged(self, ended: Ended) -> None:
        """It ended well, as where nothing was in the way, and nothing of somebody's was lost."""
        assert ended.code == "", str(ended)
        assert ended.exit == 0
        silent_of_secrets(ended)
        assert self.after.difference(self.seen()) == ""

    def execute(self, *statements: str, url: sa.URL | None = None) -> list[tuple[Any, ...]]:
        """As superuser, each by itself."""
        return execute(self.admin if url is None else url, *statements)


def sampled(*values: Any, every: int) -> list[Any]:
    """All of them under `--full`, else the first and each so many further on."""
    return [
        pytest.param(one, id=ascii(one)[:30], marks=() if n % every == 0 else pytest.mark.full)
        for n, one in enumerate(values)
    ]


def well_said(ended: Ended) -> None:
    """What, why, the state now, the next command; 1 or 2; no traceback, no secret."""
    assert ended.exit in (1, 2), str(ended)
    if ended.error:
        missing = [key for key in ("what", "why", "state", "next") if not ended.error[key]]
        assert missing == [], str(ended)
    assert "Traceback" not in ended.said, str(ended)
    silent_of_secrets(ended)


def silent_of_secrets(ended: Ended, password: str = PASSWORD) -> None:
    for shape in (password, quote(password, safe=""), repr(password)[1:-1]):
        assert shape not in ended.said, str(ended)
        assert shape not in str(ended.error), str(ended)


def typed(project: Path, longest: float = LONGEST, **env: str) -> Ended:
    """`bootstrap --json` in a project; what is written to its log was said too."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    given = {key: value for key, value in env.items() if value}
    command = [sys.executable, "-m", "invoke", "bootstrap", "--json"]
    done = subprocess.run(
        command, cwd=project, env={**clean, **given}, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=longest, check=False,
    )  # fmt: skip
    ended = _answered(project, done.stdout, done.stderr)
    assert ended.exit == done.returncode, str(ended)
    return ended


def _answered(project: Path, out: str, err: str) -> Ended:
    """Of a command's one JSON object, and all else that it wrote."""
    logs = [path.read_text("utf-8") for path in project.glob(".hive/logs/*.log")]
    said = "\n".join([out, err, *logs])
    assert out.startswith("{"), said
    found = json.loads(out)
    error = found["error"] or {}
    drift = any(one["outcome"] == "drift" for one in found["outcomes"])
    code = "" if found["exit"] == 0 else "drift" if drift else "not-converged"
    return Ended(error.get("code", code), found["exit"], error, said)


@contextmanager
def _environment(given: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    for key in [key for key in before if key.startswith(OURS)]:
        del os.environ[key]
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def plain(url: sa.URL) -> str:
    """As a person writes it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def look(url: sa.URL) -> Fingerprint:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return fingerprint(connection)


def execute(url: sa.URL, *statements: str) -> list[tuple[Any, ...]]:
    """Each by itself; the rows of the last."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        results = [connection.exec_driver_sql(one.replace("%", "%%")) for one in statements]
        return [tuple(row) for row in results[-1]] if results[-1].returns_rows else []


def made(folder: Path) -> Path:
    """The project, for the functions and for the command."""
    shutil.copytree(PLAIN, folder)
    (folder / "tasks.py").write_text("from toolkit.commands.namespace import namespace\n")
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "declared.py").write_text(DECLARED)
    return folder


def behind(url: sa.URL, project: Path) -> None:
    """One revision behind, a label and the reference rows missing, with rows of somebody's."""
    first = project.with_name(f"{project.name}-first")
    shutil.copytree(project, first)
    (first / "migrations/versions/a2_names.py").unlink()
    enums = {"mood": ("sad", "ok")}
    bootstrap(
        Target(url),
        Blueprint(Migrations(first, "alembic.ini"), extensions=("pg_trgm",), enums=enums),
    )
    execute(url, *SOMEBODYS)


def _ended(error: ToolkitError, said: list[str]) -> Ended:
    parts = {key: str(getattr(error, key)) for key in ("what", "why", "state", "next")}
    return Ended(error.code, error.exit, parts, "\n".join([*said, str(error), repr(error)]))


class _Log(logging.Handler):
    """The log, before anything in it is hidden."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    @contextmanager
    def kept(self) -> Iterator[None]:
        logger = logging.getLogger("toolkit")
        before = logger.level
        logger.addHandler(self)
        logger.setLevel(logging.DEBUG)
        try:
            yield
        finally:
            logger.removeHandler(self)
            logger.setLevel(before)

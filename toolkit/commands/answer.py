"""How every command answers: outcomes and errors, through one face, to one exit code."""

import errno
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from invoke.exceptions import Exit

from toolkit import settings
from toolkit.commands.stopping import Stopped, answerable, stoppable
from toolkit.errors import BugError, InterruptError, StopError, ToolkitError, interruption
from toolkit.findings import Outcome, Status, converged
from toolkit.report import json as report_json
from toolkit.report import junit
from toolkit.report.log import logger, logging_to
from toolkit.report.redact import hide
from toolkit.report.terminal import Terminal, err, out, total
from toolkit.settings import Loaded, Settings, current
from toolkit.settings.load import find_root
from toolkit.setup import state
from toolkit.setup.keeping import keeps

FINE, UNCONVERGED = 0, 1
JSON = {"json": "Answer with one JSON object on stdout."}

MACHINE = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE}
)
"""What a machine refuses is no bug of ours: rights, space, handles."""


@dataclass
class Answer:
    """What a command has to say so far: a Listener that keeps every outcome it hears."""

    command: str
    face: Terminal
    outcomes: list[Outcome] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    error: ToolkitError | None = None
    found: int = FINE
    """The exit code of what was found and is no outcome: verdicts, errors of one of many."""
    log: str = ""
    begun: float = field(default_factory=time.monotonic)
    folder: Path | None = None
    """In which, or above which, the project is; None: where the command was typed."""
    loaded: Loaded = field(init=False)

    @property
    def settings(self) -> Settings:
        return self.loaded.settings

    @property
    def exit(self) -> int:
        if self.error:
            return self.error.exit
        return self.found if converged(self.outcomes) else max(self.found, UNCONVERGED)

    def started(self, name: str) -> None:
        self.face.started(name)

    def progress(self, text: str, done: int = 0, total: int = 0) -> None:
        self.face.progress(text, done, total)

    def finished(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.face.finished(outcome)

    def total(self) -> None:
        """The closing line, and where to read more when something is wrong."""
        self.face.heading(total(self.outcomes))
        wrong = any(one.status in (Status.DRIFT, Status.FAILED) for one in self.outcomes)
        if wrong and self.log:
            self.face.line(f"  log    {self.log}")

    def document(self) -> str:
        """All of it as the one JSON object."""
        return report_json.document(self.command, self.exit, self.outcomes, self.error, self.extra)


@contextmanager
def answering(
    command: str,
    *,
    json: bool = False,
    reports: bool = False,
    quiet: bool = False,
    folder: Path | None = None,
) -> Iterator[Answer]:
    """Load the settings, log, answer, and leave with the exit code as `invoke.Exit`.

    `quiet`: stdout is for a document of the command's own. With `reports` the answer is kept in the
    state folder too, as JSON and JUnit.
    """
    answer = Answer(
        command, Terminal(quiet_stdout=json or quiet, plain="CI" in current()), folder=folder
    )
    with answerable():
        with ExitStack() as stack:
            stack.callback(answer.face.close)
            try:
                with stoppable():
                    _open(answer, stack)
                    yield answer
            except (Exception, KeyboardInterrupt) as caught:
                answer.error = _error(caught, answer.log)
                answer.face.error(answer.error, answer.log)
        if reports and answer.log:
            _report(answer)
        if json:
            out(answer.document())
    if answer.exit:
        raise Exit(code=answer.exit)


def _open(answer: Answer, stack: ExitStack) -> None:
    """Nothing is said or logged before what must not be shown is known."""
    answer.loaded = settings.load(find_root(answer.folder) if answer.folder else None)
    hide(*_secrets(answer.settings))
    if keeps(answer.settings):
        logs = state.folder(answer.settings.root) / "logs"
        answer.log = str(stack.enter_context(logging_to(logs, answer.command)))
    for warning in answer.loaded.warnings:
        answer.face.warning(warning)


def _secrets(loaded: Settings) -> Iterator[str]:
    given = [url.get_secret_value() for url in (loaded.database_url, loaded.redis_url) if url]
    for url in [*given, *settings.recorded(loaded.root).values()]:
        password = url.rpartition("@")[0].rpartition(":")[2]
        yield from (password, unquote(password))


def _error(caught: BaseException, log: str) -> ToolkitError:
    if cut := interruption(caught):
        return _interrupted(cut)
    if isinstance(caught, ToolkitError):
        return caught
    if isinstance(caught, OSError) and caught.errno in MACHINE:
        return ToolkitError(
            f"{caught.filename or 'the machine'} cannot be used",
            why=caught.strerror or str(caught),
            state="What was done before stays.",
            next="Give this user what is missing there (invoke doctor looks), then try again",
        )
    trace = "".join(traceback.format_exception(caught))
    logger.error("bug: %s", trace)
    if not log:
        err(trace)
    place = traceback.extract_tb(caught.__traceback__)[-1]
    said = f"{type(caught).__name__}: {caught}".splitlines()[0]
    return BugError(
        "this is a bug in the toolkit",
        why=f"{said} ({Path(place.filename).name}, line {place.lineno})",
        state="What was done before stays.",
        next=f"Report it with the log {log}" if log else "Report it with what stands above",
    )


def _interrupted(by: KeyboardInterrupt) -> InterruptError:
    stopped = isinstance(by, Stopped)
    return (StopError if stopped else InterruptError)(
        "interrupted",
        why="SIGTERM" if stopped else "^C",
        state="What was done stays; what was being done was undone, or is seen the next time.",
        next="The same command goes on from here",
    )


def _report(answer: Answer) -> None:
    folder = state.folder(answer.settings.root)
    (folder / "report.json").write_text(answer.document() + "\n", encoding="utf-8")
    text = junit.document(answer.command, answer.outcomes)
    (folder / "report.xml").write_text(text, encoding="utf-8")

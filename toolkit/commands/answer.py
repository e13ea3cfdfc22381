"""How every command answers: outcomes and errors, through one face, to one exit code."""

import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from invoke.exceptions import Exit

from toolkit import settings
from toolkit.errors import BugError, InterruptError, ToolkitError
from toolkit.findings import Outcome, Status
from toolkit.report import json as report_json
from toolkit.report.log import logger, logging_to
from toolkit.report.redact import hide
from toolkit.report.terminal import Terminal, out, total
from toolkit.settings import Loaded, Settings, current
from toolkit.setup import state

FINE, UNCONVERGED = 0, 1


@dataclass
class Answer:
    """What a command has to say so far."""

    command: str
    json: bool
    face: Terminal
    loaded: Loaded
    log: Path
    outcomes: list[Outcome] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    exit: int = FINE

    @property
    def settings(self) -> Settings:
        return self.loaded.settings

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Take outcomes over; anything but unchanged or changed makes the exit code 1."""
        self.outcomes += outcomes
        good = (Status.UNCHANGED, Status.CHANGED)
        if any(one.status not in good for one in outcomes):
            self.exit = UNCONVERGED

    def total(self) -> None:
        """The closing line."""
        self.face.heading(total(self.outcomes))


@contextmanager
def answering(command: str, *, json: bool = False) -> Iterator[Answer]:
    """Load the settings, log, answer, and leave with the exit code as `invoke.Exit`."""
    face = Terminal(quiet_stdout=json, plain="CI" in current())
    answer: Answer | None = None
    error: ToolkitError | None = None
    code = FINE
    log = ""
    with ExitStack() as stack:
        try:
            loaded = settings.load()
            hide(*_secrets(loaded.settings))
            path = stack.enter_context(logging_to(_logs(loaded.settings.root), command))
            log = str(path)
            for warning in loaded.warnings:
                face.warning(warning)
            answer = Answer(command, json, face, loaded, path)
            yield answer
            code = answer.exit
        except ToolkitError as caught:
            error, code = caught, caught.exit
            face.error(caught, log)
        except KeyboardInterrupt:
            error = InterruptError("interrupted", next="The same command goes on from here")
            code = error.exit
            face.error(error, log)
        except Exit:
            raise
        except Exception as caught:
            error = _bug(caught, log)
            code = error.exit
            face.error(error, log)
        finally:
            face.close()
    if json:
        outcomes = answer.outcomes if answer else ()
        out(report_json.document(command, code, outcomes, error, answer.extra if answer else None))
    if code:
        raise Exit(code=code)


def _logs(root: Path) -> Path:
    return state.folder(root) / "logs"


def _secrets(loaded: Settings) -> Iterator[str]:
    given = [url.get_secret_value() for url in (loaded.database_url, loaded.redis_url) if url]
    for url in [*given, *settings.recorded(loaded.root).values()]:
        password = url.rpartition("@")[0].rpartition(":")[2]
        yield from (password, unquote(password))


def _bug(caught: Exception, log: str) -> BugError:
    logger.error("bug: %s", "".join(traceback.format_exception(caught)))
    return BugError(
        "this is a bug in the toolkit",
        why=f"{type(caught).__name__}: {caught}".splitlines()[0],
        next=f"Report it with the log {log}" if log else "Report it with what you typed",
    )


@contextmanager
def timed() -> Iterator[list[float]]:
    """The seconds that the block took, in the list's first place once it ended."""
    start = time.monotonic()
    spent = [0.0]
    try:
        yield spent
    finally:
        spent[0] = time.monotonic() - start

"""The face on a terminal: a line a step, live where it can be, plain where it cannot."""

import sys
import time
from collections.abc import Sequence
from io import TextIOWrapper

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn

from toolkit.errors import ToolkitError
from toolkit.findings import Judgement, Outcome, Replayed, Status
from toolkit.report import text as report_text
from toolkit.report.log import logger
from toolkit.report.program import addressed
from toolkit.report.redact import redact

SYMBOLS = {
    Status.UNCHANGED: ("✔", "=", "green"),
    Status.CHANGED: ("✔", "+", "green"),
    Status.PENDING: ("●", "o", "yellow"),
    Status.DRIFT: ("≠", "!", "red"),
    Status.FAILED: ("✘", "x", "red"),
}
JUDGEMENTS = {
    Judgement.PROVED: SYMBOLS[Status.UNCHANGED],
    Judgement.REFUTED: SYMBOLS[Status.FAILED],
    Judgement.NOT_RUN: ("○", "o", "yellow"),
}
WRONG = frozenset({Status.DRIFT, Status.FAILED})
WIDTH = 22
MOST = 6
SLOW = 1.0
"""Seconds after which a step on plain output says what it is doing, each change as it comes."""


class Terminal:
    """A Listener with a voice. With `quiet_stdout` every line goes to stderr."""

    def __init__(self, *, quiet_stdout: bool = False, plain: bool = False) -> None:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # what it cannot write is shown escaped
                stream.reconfigure(errors="backslashreplace")
        self.console = Console(stderr=quiet_stdout, highlight=False, soft_wrap=True)
        self.live = self.console.is_terminal and not plain
        self.unicode = (self.console.encoding or "").lower().startswith("utf")
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._said: set[str] = set()
        self._begun = 0.0

    def started(self, name: str) -> None:
        logger.info("%s: started", name)
        self._said.clear()
        self._begun = time.monotonic()
        if not self.live:
            return
        self._stop()
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            console=self.console,
            transient=True,
        )
        self._task = self._progress.add_task(escape(name), total=None)
        self._progress.start()

    def progress(self, text: str, done: int = 0, total: int = 0) -> None:
        text = redact(text)
        logger.info("%s%s", text, f" ({done}/{total})" if total else "")
        if self._progress is not None and self._task is not None:
            self._progress.update(
                self._task, description=escape(text), completed=done, total=total or None
            )
        elif text not in self._said and (not total or time.monotonic() - self._begun > SLOW):
            self.line(f"  … {text}" if self.unicode else f"  ... {text}")
            self._said.add(text)

    def finished(self, outcome: Outcome, *, brief: bool = False) -> None:
        """With `brief`, what went well has one line; its changes are in the log."""
        self._stop()
        logger.info("%s: %s in %.3f s", outcome.name, outcome.status, outcome.seconds)
        pretty, ascii_only, colour = SYMBOLS[outcome.status]
        symbol = pretty if self.unicode else ascii_only
        head = f"[{colour}]{symbol}[/] {escape(f'{outcome.name:<{WIDTH}}')}"
        noted = "" if outcome.status in WRONG else "note: "
        details = [*outcome.changes, *(f"{noted}{note}" for note in outcome.notes)]
        for detail in details:
            logger.info("%s: %s", outcome.name, detail)
        if brief and outcome.status not in WRONG:
            details = []
        beside, below = _beside(outcome), self._unsaid(details, outcome.status)
        if len(details) == 1 and "\n" not in details[0]:
            said = details[0].removeprefix("note: ")
            beside, below = f"{beside}: {said}" if beside else said, []
        self.console.print(f"{head} {outcome.seconds:6.2f} s  {escape(addressed(redact(beside)))}")
        for detail in below:
            self.line("    " + detail.replace("\n", "\n    "))

    def _unsaid(self, details: list[str], status: Status) -> list[str]:
        """What was not said while it went on; all of a plan, but few of many that are done."""
        rest = [one for one in details if self.live or redact(one) not in self._said]
        if status is not Status.CHANGED or len(rest) <= MOST:
            return rest
        return [*rest[: MOST - 1], f"and {len(rest) - MOST + 1} more (in the log)"]

    def line(self, text: str = "") -> None:
        """A plain line, redacted, its commands as they are typed here."""
        self.console.print(escape(addressed(redact(text))))

    def heading(self, text: str) -> None:
        self.console.print(f"[bold]{escape(redact(text))}[/]")

    def warning(self, text: str) -> None:
        logger.warning("%s", text)
        self.console.print(f"[yellow]![/] {escape(redact(text))}")

    def error(self, error: ToolkitError, log: str = "") -> None:
        """What happened, why, the state now, the next command, and the stable code."""
        self._stop()
        symbol = "✘" if self.unicode else "x"
        logger.error("%s: %s", error.code, error)
        self.console.print(f"[red]{symbol}[/] [bold]{escape(redact(error.what))}[/]")
        parts = [("why", error.why), ("state", error.state), ("next", error.next)]
        for label, text in [*parts, ("code", f"{error.code} (docs/errors.md)"), ("log", log)]:
            if text:
                body = addressed(redact(text)).replace("\n", "\n         ")
                self.console.print(f"  [bold]{label:<5}[/]  {escape(body)}")

    def replay(self, replayed: Sequence[Replayed]) -> None:
        """The blocks of a replay's report, an empty line between them."""
        self._stop()
        for number, block in enumerate(report_text.blocks(replayed)):
            if number:
                self.line()
            logger.info("%s", "\n    ".join([block.title, *block.lines]))
            self.console.print(f"{self._judged(block.judgement)}[bold]{escape(block.title)}[/]")
            for line in block.lines:
                self.line(f"    {line}")

    def _judged(self, judgement: Judgement | None) -> str:
        if judgement is None:
            return ""
        pretty, ascii_only, colour = JUDGEMENTS[judgement]
        return f"[{colour}]{pretty if self.unicode else ascii_only}[/] "

    def close(self) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()
        self._progress = self._task = None


def _beside(outcome: Outcome) -> str:
    """What stands beside the name: how many changes, or what it came to where that says more."""
    if outcome.status in (Status.CHANGED, Status.PENDING):
        return f"{len(outcome.changes)} {outcome.status}"
    said = outcome.status is Status.UNCHANGED and len(outcome.notes) == 1
    return "" if said else outcome.status.value


def total(outcomes: Sequence[Outcome]) -> str:
    """`3 changed, 1 drift`; `0 changed` where all is as it should be."""
    counts = dict.fromkeys(Status, 0)
    for one in outcomes:
        many = one.status in (Status.CHANGED, Status.PENDING)
        counts[one.status] += len(one.changes) if many else 1
    words = [f"{counts[Status.CHANGED]} changed"]
    words += [
        f"{counts[status]} {status}"
        for status in (Status.PENDING, Status.DRIFT, Status.FAILED)
        if counts[status]
    ]
    return ", ".join(words)


def out(text: str) -> None:
    """Exactly this text on stdout: JSON documents, exported variables."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def err(text: str) -> None:
    """A line on stderr, before there is a face."""
    sys.stderr.write(redact(text) + "\n")

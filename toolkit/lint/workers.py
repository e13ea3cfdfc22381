"""Files linted one after the other, or by several processes, of which one may die."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.findings import Finding
from toolkit.lint.effects import COMPLEX
from toolkit.lint.project import Project
from toolkit.lint.source import Source

if TYPE_CHECKING:
    from toolkit.lint.python.files import Files

WORTH = 100
"""Files for which a process of its own is worth its start."""
SAFE = 50_000
"""Bytes in which nothing stands that could end a process; what is larger is read in another."""

Work = tuple[Source, Project]


class Checked(NamedTuple):
    """One file. `unread`: why it could not be; `bug`: the traceback of one of ours; `beside`: what
    it looked for beside itself."""

    findings: tuple[Finding, ...] = ()
    blind: int = 0
    unread: str = ""
    bug: str = ""
    beside: tuple[Path, ...] = ()


Result = tuple[str, Checked]


def check_all(works: Sequence[Work], jobs: int = 0) -> Iterator[Result]:
    """In any order. `jobs` 0: as many as are worth it."""
    number = min(jobs, len(works)) if jobs else min(_processors(), len(works) // WORTH)
    if number > 1:
        yield from _shared(works, number)
        return
    large = [one for one in works if len(one[0].data) > SAFE]
    yield from _check([one for one in works if len(one[0].data) <= SAFE])
    if large:
        yield from _shared(large, 1)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _check(works: Sequence[Work]) -> Iterator[Result]:
    from warnings import catch_warnings, simplefilter

    from toolkit.lint.python.files import Files
    from toolkit.lint.python.paths import ASKED

    files = Files()
    for one, project in works:
        before = len(files.places)
        ASKED.clear()
        with catch_warnings():
            simplefilter("ignore")  # Python's own, of what stands in the file
            checked = _checked(one, project, files)
        yield one.path, checked._replace(beside=(*islice(files.places, before, None), *ASKED))


def _checked(one: Source, project: Project, files: Files) -> Checked:
    from toolkit.lint.linter import lint
    from toolkit.lint.rules import RULES

    try:
        found = lint(Path(one.path), project, RULES, files=files, text=one.data, shown=one.shown)
        return Checked(found.findings, found.blind, found.unread)
    except Exception:
        from traceback import format_exc

        return Checked(bug=format_exc())


def _shared(works: Sequence[Work], number: int) -> Iterator[Result]:
    from multiprocessing.connection import wait

    from toolkit.lint import linter, rules  # noqa: F401 (once, not in each process)

    shares = dict(_begun(works[i::number]) for i in range(number))
    while shares:
        here: Any
        for here in wait(list(shares)):
            share = shares[here]
            try:
                yield here.recv()
                share.pop()
            except EOFError:
                del shares[here]
                if share:  # it died of what it was at
                    yield share.pop()[0].path, Checked(unread=COMPLEX)
                    shares.update([_begun(share[::-1])])


def _begun(works: Sequence[Work]) -> tuple[Any, list[Work]]:
    """A process at work: where to hear of it, and what it still has to do, the next one last."""
    from multiprocessing import get_context

    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    context.Process(target=_work, args=(there, works), daemon=True).start()
    there.close()
    return here, list(works[::-1])


def _work(there: Any, works: Sequence[Work]) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C is for whoever started it
    for one in _check(works):
        there.send(one)

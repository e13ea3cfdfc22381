"""A replay of a project: several processes walk its history, and share the revisions out."""

import uuid
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from toolkit.database import scratch
from toolkit.database.migrations import Migrations
from toolkit.database.migrations_run import Step
from toolkit.errors import ToolkitError
from toolkit.findings import Judgement, Listener, Replayed, Verdict
from toolkit.replay.ascent import ascent
from toolkit.replay.experiments import FIRST, NAMES
from toolkit.replay.runner import Runner
from toolkit.replay.trial import not_run
from toolkit.replay.walk import Walk, replayed
from toolkit.replay.world import FailedError

_SPAWN = get_context("spawn")  # a fork would share what drivers have open
DIED = "the process that ran it died"


@dataclass(frozen=True)
class Replay:
    """What is asked for.

    `server` is a role that may make databases, `strategy` how CREATE DATABASE copies there, `only`
    the revisions to experiment on (None: all), `rows` how many are in each table, `url_names` the
    variables in which env.py looks for its URL, `x` what Alembic gets as -x.
    """

    server: URL
    root: Path
    alembic: str
    strategy: str = ""
    experiments: Sequence[str] = NAMES
    only: frozenset[str] | None = None
    rows: int = 3
    jobs: int = 2
    url_names: Sequence[str] = ()
    x: Sequence[str] = ()
    name: str = field(default_factory=lambda: uuid.uuid4().hex[:12])

    def runner(self) -> Runner:
        migrations = Migrations(self.root, self.alembic)
        migrations.config.cmd_opts = Namespace(x=list(self.x))
        return Runner(migrations, self.url_names)


@dataclass(frozen=True)
class Together:
    """Where the whole history in one transaction fails; `each`: env.py has one for a revision."""

    revision: str
    each: bool
    error: FailedError


def replay(asked: Replay, listener: Listener) -> list[Replayed]:
    """Every revision that is asked for, in the order of the history; ToolkitError."""
    steps = [one for one in asked.runner().migrations.history if _asked(asked, one)]
    found: dict[str, Replayed] = {}
    together: Together | None = None
    owner = asked.server.username or ""
    with scratch.joined(asked.server, asked.name, owner, asked.strategy), _workers(asked) as pipes:
        for said in _said(pipes):
            if isinstance(said, ToolkitError):
                raise said
            if isinstance(said, Together):
                together = said
            else:
                found[said.revision] = said
                listener.progress("replaying", len(found), len(steps))
    return [_with(found.get(one.revision.revision) or _died(asked, one), together) for one in steps]


def _asked(asked: Replay, step: Step) -> bool:
    return asked.only is None or step.revision.revision in asked.only


@contextmanager
def _workers(asked: Replay) -> Iterator[list[Pipe]]:
    """What they say; whoever is not done when the block is left is told to end."""
    claims = _SPAWN.Array("b", 1 + len(asked.runner().migrations.history))
    pipes, workers = list[Pipe](), list[BaseProcess]()
    for _ in range(max(1, asked.jobs)):
        ours, theirs = _SPAWN.Pipe(duplex=False)
        workers.append(_SPAWN.Process(target=_work, args=(asked, claims, theirs), daemon=True))
        workers[-1].start()
        theirs.close()
        pipes.append(ours)
    try:
        yield pipes
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _said(pipes: Sequence[Pipe]) -> Iterator[Any]:
    """Until all have closed their end."""
    open_ones = list(pipes)
    while open_ones:
        for pipe in wait(open_ones):
            assert isinstance(pipe, Pipe)
            try:
                yield pipe.recv()
            except EOFError:
                open_ones.remove(pipe)


def _work(asked: Replay, claims: Any, pipe: Pipe) -> None:
    """One process."""
    try:
        _walk(asked, claims, pipe)
    except ToolkitError as error:
        pipe.send(error)
    except KeyboardInterrupt:
        pass  # whoever started us was told too
    finally:
        pipe.close()


def _walk(asked: Replay, claims: Any, pipe: Pipe) -> None:
    runner = asked.runner()
    order = {id(step): number for number, step in enumerate(runner.migrations.history, 1)}
    server, owner = asked.server, asked.server.username or ""
    with scratch.joined(server, asked.name, owner, asked.strategy) as part:
        if FIRST in asked.experiments and _claimed(claims, 0):
            empty = ascent(part, server, runner)
            with empty.stack, runner.watch.standing():
                revision, each, error = runner.together(empty.url)
            if error:
                pipe.send(Together(revision, each, error))
        walk = Walk(
            part, server, runner, asked.experiments, asked.rows,
            lambda step: _asked(asked, step) and _claimed(claims, order[id(step)]),
        )  # fmt: skip
        for one in walk.run():
            pipe.send(one)


def _claimed(claims: Any, number: int) -> bool:
    """Whoever comes first has it."""
    with claims.get_lock():
        taken, claims[number] = claims[number], 1
    return not taken


def _died(asked: Replay, step: Step) -> Replayed:
    return replayed(step, [not_run(step, name, DIED) for name in asked.experiments])


def _with(one: Replayed, together: Together | None) -> Replayed:
    """`first` is of one transaction for all revisions too."""
    if together is None or together.revision != one.revision:
        return one
    return replace(one, verdicts=tuple(_first(verdict, together) for verdict in one.verdicts))


def _first(verdict: Verdict, together: Together) -> Verdict:
    """Where env.py has a transaction for each, nobody runs them in one: a word is enough."""
    if verdict.experiment != FIRST or verdict.verdict is not Judgement.PROVED:
        return verdict
    error = together.error
    reason = f"in one transaction with those before it, it fails: {error.reason}"
    if together.each:
        return replace(verdict, reason="; ".join(filter(None, [verdict.reason, reason])))
    return replace(
        verdict, verdict=Judgement.REFUTED, reason=reason,
        statement=error.statement, sqlstate=error.sqlstate,
    )  # fmt: skip

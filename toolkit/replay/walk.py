"""The whole history, revision by revision, on one scratch database with rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy import URL

from toolkit.database.migrations import Migrations, Site
from toolkit.database.migrations_run import Context, Step
from toolkit.database.scratch import Scratch
from toolkit.database.stamp import Stamp
from toolkit.database.target import Target
from toolkit.findings import Judgement, Replayed, Verdict
from toolkit.replay.beside import Beside
from toolkit.replay.clone import connected
from toolkit.replay.experiments import EXPERIMENTS, FIRST
from toolkit.replay.inside import Inside
from toolkit.replay.judging import Judge, RefutedError
from toolkit.replay.watch import CommitsError, Seen, Watch
from toolkit.replay.world import Bench, FailedError, telling


@dataclass
class Walk:
    """`url` is of an empty database; `names` are the experiments to make."""

    scratch: Scratch
    url: URL
    migrations: Migrations
    names: Sequence[str]
    watch: Watch = field(default_factory=Watch)

    def run(self) -> Iterator[Replayed]:
        """Each revision as it came out; after one that cannot be brought up, nothing can be run."""
        broken = ""
        with self.watch.standing():
            for step in self.migrations.history:
                if broken:
                    yield _replayed(step, [_not_run(step, name, broken) for name in self.names])
                    continue
                verdicts, seen, failed = self._revision(step)
                if failed:
                    broken = f"{step.revision.revision} before it could not be brought up"
                yield _replayed(step, verdicts, seen)

    def _revision(self, step: Step) -> tuple[list[Verdict], Seen, bool]:
        judge = Judge(step.revision.revision)
        verdicts: list[Verdict] = []
        seen = Seen()
        stamps: list[Stamp] = []

        def before(context: Context) -> None:
            stamps.append(_stamp(context))
            bench = Inside(context, step, self.watch)
            bench.prepare()
            verdicts.extend(self._experiments(judge, bench))
            seen.statements = bench.seen.statements

        def up(look: bool) -> str | None:
            try:
                self._up(step, before if look else lambda _: None, seen)
            except CommitsError:
                verdicts.clear()
                seen.statements.clear()
                bench = Beside(
                    self.scratch, self.url, self.migrations, step, self.watch, stamps[-1]
                )
                bench.prepare()
                verdicts.extend(self._experiments(judge, bench))
                seen.statements = bench.seen.statements
                self._up(step, lambda _: None, seen)
            return None

        def first() -> str | None:
            try:
                return up(True)
            except FailedError as error:
                raise RefutedError(
                    f"it fails: {error.reason}", error.statement, error.sqlstate
                ) from None

        verdict = judge.judged(FIRST, first)
        spent = verdict.seconds - sum(one.seconds for one in verdicts)
        verdict = replace(verdict, seconds=spent)
        failed = verdict.verdict is not Judgement.PROVED
        if failed:
            verdicts = [
                _not_run(step, name, "it could not be brought up")
                for name in self.names
                if name != FIRST
            ]
        wanted = [verdict] if FIRST in self.names else []
        return [*wanted, *verdicts], seen, failed

    def _up(self, step: Step, before: object, seen: Seen) -> None:
        with connected(self.url) as (session, connection), telling(seen):
            site = Site(Target(self.url), connection, session.facts)
            self.migrations.replay(site, step, before)  # type: ignore[arg-type]

    def _experiments(self, judge: Judge, bench: Bench) -> Iterator[Verdict]:
        for one in EXPERIMENTS:
            if one.NAME in self.names:
                yield judge.judged(one.NAME, partial(one.run, bench))


def _stamp(context: Context) -> Stamp:
    heads = context.get_current_heads()
    return Stamp(heads, context.version_table, context.version_table_schema)


def _not_run(step: Step, name: str, reason: str) -> Verdict:
    return Verdict(step.revision.revision, name, Judgement.NOT_RUN, reason=reason)


def _replayed(step: Step, verdicts: Sequence[Verdict], seen: Seen | None = None) -> Replayed:
    script = step.revision
    parents = script._versioned_down_revisions
    statements = tuple(seen.statements) if seen else ()
    return Replayed(script.revision, parents, script.doc or "", statements, tuple(verdicts))

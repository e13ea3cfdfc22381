"""Projects that are not ours, without their env.py: what plain upgrades bring up has verdicts.

`nox -s projects -- FOLDER …` tries first, rerun and roundtrip on each, and holds their time against
the revisions run once in the same process. It fails where a revision that plain upgrades bring up
has no verdict, and where the time of all is over six times theirs and a tenth of a second a
revision.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic.runtime.environment import EnvironmentContext
from isolated import isolated

from toolkit.database.migrations import Migrations
from toolkit.database.migrations_run import Step
from toolkit.database.scratch import Scratch
from toolkit.findings import Judgement, Silence
from toolkit.replay.run import replay
from toolkit.replay.workers import warm
from toolkit.setup.scratch_server import served

EXPERIMENTS = ("first", "rerun", "roundtrip")


@dataclass(frozen=True)
class Compared:
    """`plain` and `ours` in seconds; `up`: revisions that plain upgrades bring up."""

    name: str
    revisions: int
    up: int
    unknown: list[str]
    refuted: int
    plain: float
    ours: float

    @property
    def bound(self) -> float:
        return 6 * self.plain + 0.1 * self.up

    @property
    def holds(self) -> bool:
        return not self.unknown and (not self.up or self.ours <= self.bound)

    def row(self) -> str:
        counts = f"{self.up}/{self.revisions} | {self.refuted} | {', '.join(self.unknown) or '-'}"
        times = f"{self.plain:.2f} s | {self.ours:.2f} s | {self.bound:.2f} s"
        return f"| {self.name} | {counts} | {times} |"


def compared(folder: Path, server: sa.URL) -> Compared:
    asked = isolated(folder, server, EXPERIMENTS)
    migrations = asked.runner().migrations
    revisions = [step.revision for step in migrations.history]
    with asked.taking_part() as scratch:
        up, plain = _plain(migrations, scratch, server)
    begun = time.perf_counter()
    found = replay(asked, Silence(), jobs=2)
    ours = time.perf_counter() - begun
    verdicts = [one for each in found for one in each.verdicts]
    lacking = {"roundtrip": {one.revision for one in revisions if not _goes_down(one.module)}}
    unknown = [
        f"{one.revision} {one.experiment}: {one.reason}"
        for one in verdicts
        if one.verdict is Judgement.NOT_RUN
        and one.revision in up
        and one.revision not in lacking.get(one.experiment, ())
    ]
    refuted = sum(one.verdict is Judgement.REFUTED for one in verdicts)
    return Compared(folder.name, len(revisions), len(up), unknown, refuted, plain, ours)


def _goes_down(module: object) -> bool:
    return hasattr(module, "downgrade")


def _plain(migrations: Migrations, scratch: Scratch, server: sa.URL) -> tuple[set[str], float]:
    """The revisions that Alembic by itself brings up, in one call of env.py, and its seconds."""
    up: set[str] = set()

    def steps(_heads: object, _context: object) -> Iterator[Step]:
        for step in migrations.history:
            yield step
            up.add(step.revision.revision)

    with scratch.clone("template1") as name, migrations.inside():
        engine = sa.create_engine(server.set(database=name), poolclass=sa.NullPool)
        with engine.connect() as connection:
            migrations.config.attributes["connection"] = connection
            begun = time.perf_counter()
            try:
                with EnvironmentContext(migrations.config, migrations.script, fn=steps,
                                        destination_rev="heads"):  # fmt: skip
                    migrations.script.run_env()
            except BaseException as error:  # StandInError is one
                sys.stderr.write(f"plain upgrades end after {len(up)}: {str(error)[:100]}\n")
            spent = time.perf_counter() - begun
    return up, spent


def main(folders: list[str]) -> int:
    print(*HEAD, sep="\n")
    warm()
    found = []
    with served(60, Silence()) as server:
        for folder in folders:
            found.append(compared(Path(folder).resolve(), server))
            print(found[-1].row(), flush=True)
    every = Compared(
        "together",
        sum(one.revisions for one in found),
        sum(one.up for one in found),
        [name for one in found for name in one.unknown],
        sum(one.refuted for one in found),
        sum(one.plain for one in found),
        sum(one.ours for one in found),
    )
    print(every.row())
    return 0 if every.holds else 1


HEAD = (
    "| project | up | refuted | without a verdict | plain | replay | bound |",
    "|---|---|---|---|---|---|---|",
)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""SIGKILL at each journal entry and at random moments: a plain re-run always converges."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from toolkit.catalog.fingerprint import Fingerprint, fingerprint

Make = Callable[..., Any]
ENTRIES, MOMENTS = 4, 2
REPORT = Path(__file__).parents[2] / "docs/kills.md"
CLOCKS = """SELECT table_name, column_name FROM information_schema.columns
  WHERE table_schema = 'public' AND data_type LIKE 'timestamp%'"""


def journal(clone: Any) -> int:
    """How many entries the journal of a clone has."""
    path = clone.root / ".hive/journal.jsonl"
    return path.read_text().count("\n") if path.is_file() else 0


def look(clone: Any) -> Fingerprint:
    """Catalog and rows, clocks left out."""
    engine = sa.create_engine(clone.url(), poolclass=sa.NullPool)
    with engine.connect() as connection:
        mask = [(table, column) for table, column in connection.execute(sa.text(CLOCKS))]
        found = fingerprint(connection, mask=mask)
    assert [line for line in found.lines if line.startswith("table public.agents")]
    return found


def killed(clone: Any, when: Callable[[], bool]) -> None:
    """Begin setup-complete and kill it, and nothing else, as soon as `when`."""
    running = clone.start("setup-complete")
    while running.poll() is None and not when():
        time.sleep(0.001)
    running.kill()
    running.communicate()


def report(line: str) -> None:
    """What a full run came to stands in docs/kills.md, below what `nox -s kills` begins it with."""
    with REPORT.open("a", encoding="utf-8") as file:
        file.write(f"- {line}\n")


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


def test_killed_at_each_journal_entry(clone: Make, full: bool) -> None:
    undisturbed = clone("undisturbed")
    undisturbed.ok("setup-complete")
    total = journal(undisturbed)
    chosen = range(1, total) if full else random.sample(range(1, total), ENTRIES)
    for entry in chosen:
        hive = clone(f"entry-{entry}")
        killed(hive, lambda hive=hive, entry=entry: journal(hive) >= entry)
        ended = '"done"' in (hive.root / ".hive/journal.jsonl").read_text()
        again = hive.ok("setup-complete")
        assert ("Resuming" in again) is not ended, entry
        assert look(undisturbed).difference(look(hive)) == "", entry
        hive.ok("down")
    if full:
        report(f"at each of the {total - 1} journal entries: all converged")


def test_killed_at_random_moments(clone: Make, full: bool) -> None:
    undisturbed = clone("undisturbed")
    begun = time.monotonic()
    undisturbed.ok("setup-complete")
    spent = time.monotonic() - begun
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    moments = random.Random(seed)
    for number in range(20 if full else MOMENTS):
        hive = clone(f"moment-{number}")
        end = time.monotonic() + moments.uniform(0, spent)
        killed(hive, lambda end=end: time.monotonic() >= end)
        hive.ok("setup-complete")
        assert look(undisturbed).difference(look(hive)) == "", (seed, number)
        hive.ok("down")
    if full:
        report(f"at 20 random moments (seed {seed}): all converged")

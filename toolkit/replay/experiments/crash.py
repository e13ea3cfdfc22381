"""Its server process dies part-way, and `upgrade` is typed again."""

from toolkit.replay.judging import expect_same, expected
from toolkit.replay.watch import Seen
from toolkit.replay.world import Bench, World

NAME = "crash"


def run(bench: Bench) -> str | None:
    return bench.crashed(lambda world, seen: resumed(bench, world, seen, "crashed"))


def resumed(bench: Bench, world: World, seen: Seen, how: str) -> None:
    """Run again after it came as far as `seen`, it must end where an undisturbed run does."""
    done = len(seen.statements)
    place = f"{how} during statement {done + 1}" if seen.during else f"{how} after statement {done}"
    last = seen.during or (seen.statements[-1].text if seen.statements else "")
    with expected(f"{place}, it fails when it is run again", last):
        world.upgrade()
    expect_same(bench.after, world.look(), f"{place} and run again, it ends elsewhere", last)

"""Up, down and up again: the same, and nothing is left behind by down."""

from toolkit.replay.judging import NotRunError, expect_same, expected
from toolkit.replay.world import Bench

NAME = "roundtrip"


def run(bench: Bench) -> None:
    if not hasattr(bench.step.revision.module, "downgrade"):
        raise NotRunError("it has no downgrade()")
    with bench.world() as world:
        world.upgrade()
        with expected("downgrade() fails"):
            world.downgrade()
        found = world.look(rows=False)
        expect_same(bench.before.catalog, found, "downgrade() does not lead back to before")
        with expected("after downgrade(), upgrade() fails"):
            world.upgrade()
        expect_same(bench.after, world.look(), "up, down and up is not the same as up")

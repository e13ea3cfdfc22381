"""The stamp was lost: what has run is run again, and nothing changes."""

from toolkit.replay.judging import expect_same, expected
from toolkit.replay.world import Bench

NAME = "rerun"


def run(bench: Bench) -> None:
    with bench.world() as world:
        world.upgrade()
        with expected("run again, it fails"):
            world.upgrade()
        expect_same(bench.after, world.look(), "run again, it changes what is there")

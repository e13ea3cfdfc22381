"""As a crash, but each statement was committed on its own: what a careless commit() leaves."""

from toolkit.replay.experiments.crash import resumed
from toolkit.replay.world import Bench

NAME = "strict-crash"


def run(bench: Bench) -> None:
    bench.committed(lambda world, seen: resumed(bench, world, seen, "committed and cut off"))

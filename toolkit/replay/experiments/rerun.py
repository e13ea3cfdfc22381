"""The stamp was lost: what has run is run again, and nothing changes."""

from toolkit.replay.judging import RefutedError, expect_same
from toolkit.replay.world import Bench, FailedError

NAME = "rerun"


def run(bench: Bench) -> None:
    with bench.world() as world:
        world.upgrade()
        try:
            world.upgrade()
        except FailedError as error:
            raise RefutedError(
                f"run again, it fails: {error.reason}", error.statement, error.sqlstate
            ) from None
        expect_same(bench.after, world.look(), "run again, it changes what is there")

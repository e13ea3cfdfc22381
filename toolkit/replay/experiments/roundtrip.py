"""Up, down and up again: the same, and nothing is left behind by down."""

from toolkit.replay.judging import NotRunError, RefutedError, expect_same
from toolkit.replay.world import Bench, FailedError

NAME = "roundtrip"


def run(bench: Bench) -> None:
    if not bench.has_downgrade:
        raise NotRunError("it has no downgrade()")
    with bench.world() as world:
        world.upgrade()
        try:
            world.downgrade()
        except FailedError as error:
            raise RefutedError(
                f"downgrade() fails: {error.reason}", error.statement, error.sqlstate
            ) from None
        found = world.look(rows=False)
        expect_same(bench.before.catalog, found, "downgrade() does not lead back to before")
        try:
            world.upgrade()
        except FailedError as error:
            raise RefutedError(
                f"after downgrade(), upgrade() fails: {error.reason}",
                error.statement,
                error.sqlstate,
            ) from None
        expect_same(bench.after, world.look(), "up, down and up is not the same as up")

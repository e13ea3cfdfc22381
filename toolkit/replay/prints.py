"""What is there after each revision of an undisturbed run."""

from contextlib import suppress

from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.replay.ascent import ascent
from toolkit.replay.isolated.stand_in import StandInError
from toolkit.replay.part import Replay
from toolkit.replay.world import FailedError


def prints(asked: Replay) -> dict[str, str]:
    """A digest of the catalog, and of how many rows there are, by revision, as far as the history
    can be run; ToolkitError."""
    runner, found = asked.runner(), {}
    with asked.taking_part() as scratch:
        up = ascent(scratch, asked.server, runner)
        with up.stack, runner.watch.standing(), suppress(FailedError, StandInError):
            for step in runner.migrations.history:
                up.up()
                with up.line.connected() as (_, connection):
                    table = runner.version_table
                    seen = fingerprint(connection, version_table=table)
                lines = tuple(map(_counted, seen.lines))
                found[step.revision.revision] = Fingerprint(lines).digest
    return found


def _counted(line: str) -> str:
    """Of rows no more than their number: what is in them may be another each time."""
    return line.rpartition(" ")[0] if line.startswith("rows ") else line

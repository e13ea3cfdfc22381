"""snapshot.list, snapshot.take and snapshot.restore."""

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.tasks import task

from toolkit.commands.agreeing import agreed
from toolkit.commands.answer import JSON, answering
from toolkit.findings import Outcome, Status

if TYPE_CHECKING:
    from toolkit.recovery.snapshots import Snapshot


@task(name="list", help=JSON)
def list_(_: Context, json: bool = False) -> None:
    """What is kept: when, before what, at which revision, how large."""
    with answering("snapshot.list", json=json) as answer:
        from toolkit.recovery.snapshots import known
        from toolkit.setup import state

        found = known(state.folder(answer.settings.root) / "snapshots")
        answer.extra["snapshots"] = [_entry(one) for one in found]
        for one in found:
            answer.face.line(_line(one))
        if not found:
            answer.face.line("There is none yet.")


@task(help=JSON)
def take(_: Context, json: bool = False) -> None:
    """Keep the database as it is now, until you delete the file."""
    with answering("snapshot.take", json=json) as answer:
        from toolkit.setup.opening import open_hive
        from toolkit.setup.snapshotting import taken

        hive = open_hive(answer.settings, answer, make=False)
        hive.running()
        begun = time.monotonic()
        with hive.watched():
            one = taken(hive)
        spent = time.monotonic() - begun
        answer.extra["snapshot"] = _entry(one)
        answer.finished(Outcome("snapshot", Status.CHANGED, spent, (f"keep {one.file}",)))


@task(
    help={
        "name": "Which one, as snapshot.list says it.",
        "yes": "Do not ask.",
        **JSON,
    }
)
def restore(_: Context, name: str, yes: bool = False, json: bool = False) -> None:
    """Make the database what it was; what it is now is kept as a snapshot first."""
    with answering("snapshot.restore", json=json) as answer:
        from toolkit.recovery.snapshots import named
        from toolkit.setup import snapshotting
        from toolkit.setup.opening import open_hive

        hive = open_hive(answer.settings, answer, make=False)
        snapshotting.refuse_external(hive, name)
        one = named(snapshotting.folder(hive), name)
        hive.running()
        answer.face.line(f'Database "{hive.target().name}" becomes what it was:')
        answer.face.line(_line(one))
        answer.face.line(
            "Whoever is connected is cut off; what is there now is kept as a snapshot."
        )
        if not yes and not agreed(answer, f"invoke snapshot.restore --yes --name {name}"):
            answer.face.line("Nothing was changed.")
            return
        begun = time.monotonic()
        with hive.watched():
            outcome = snapshotting.restored(hive, name)
        answer.finished(replace(outcome, seconds=time.monotonic() - begun))
        answer.total()
        answer.face.line("Next: invoke bootstrap, which goes on from the revision that it is at")


def _line(one: "Snapshot") -> str:
    at = ", ".join(one.revisions) or "no revision"
    size = f"{one.bytes / 2**20:.1f} MiB"
    return f"{one.name:<30} {one.when:%Y-%m-%d %H:%M:%S} UTC  at {at}  {size}  ({_cause(one)})"


def _cause(one: "Snapshot") -> str:
    from toolkit.recovery.snapshots import ASKED

    return "asked for" if one.before == ASKED else f"before {one.before}"


def _entry(one: "Snapshot") -> dict[str, object]:
    return {
        "name": one.name,
        "when": one.when.isoformat(),
        "before": one.before,
        "revisions": list(one.revisions),
        "bytes": one.bytes,
        "file": str(one.file),
    }

"""diagnose and adopt."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.tasks import task

from toolkit.commands.answer import JSON, UNCONVERGED, Answer, answering
from toolkit.errors import ToolkitError
from toolkit.findings import Outcome, Status

if TYPE_CHECKING:
    from toolkit.recovery.place import Place, Trace
    from toolkit.setup.hive import Hive

IMPATIENT = 2.0
"""Seconds."""
SHOWN = 8
"""Lines of a revision's."""


@task(help=JSON)
def diagnose(_: Context, json: bool = False) -> None:
    """Where is this database? What it has of each revision, and the command that goes on."""
    with answering("diagnose", json=json) as answer:
        from toolkit.setup.opening import open_hive

        looked(answer, open_hive(answer.settings, answer, make=False))


@task(help={"repair": "Make first what is missing of it, where that loses nothing.", **JSON})
def adopt(_: Context, repair: bool = False, json: bool = False) -> None:
    """Have Alembic's stamp say what is there, once all of it is seen to be there."""
    with answering("adopt", json=json) as answer:
        from toolkit.database.trace import statements_logged
        from toolkit.setup.opening import open_hive
        from toolkit.setup.repairing import adopted

        hive = open_hive(answer.settings, answer, make=False)
        hive.running()
        with statements_logged(), hive.watched():
            adopted(hive, answer, repair=repair)
        answer.total()


def looked(answer: Answer, hive: "Hive") -> None:
    """An outcome for each revision, then what most likely happened."""
    hive.running()
    place = _place(answer, hive)
    for trace in place.traces:
        answer.finished(_outcome(trace))
    _tell(answer, place)


def where(answer: Answer, hive: "Hive") -> None:
    """What a bootstrap says that failed at a revision; a server that has gone is not waited for."""
    settings = hive.settings.model_copy(update={"deadline": IMPATIENT})
    try:
        _tell(answer, _place(answer, replace(hive, settings=settings)))
    except ToolkitError as error:
        answer.face.line(f"  where the database stands cannot be told: {error.what}")


def _place(answer: Answer, hive: "Hive") -> "Place":
    from toolkit.database.trace import statements_logged
    from toolkit.setup.diagnosing import diagnosed

    with statements_logged(), hive.watched():
        return diagnosed(hive, answer)


def _tell(answer: Answer, place: "Place") -> None:
    from toolkit.recovery.story import story

    told = story(place)
    answer.extra["diagnosis"] = {
        "at": place.rung.revision,
        "stamp": list(place.stamp),
        "what": told.what,
        "next": told.next,
        "revisions": {one.rung.revision: one.there.value for one in place.traces},
    }
    answer.face.heading(told.what)
    if told.next:
        answer.face.line(f"  next: {told.next}")
    if not told.sound:
        answer.found = UNCONVERGED


def _outcome(trace: "Trace") -> Outcome:
    from toolkit.recovery.place import There

    status = {There.PARTLY: Status.DRIFT, There.NOT: Status.PENDING}.get(trace.there)
    words = f"{trace.there.value}  {trace.rung.title}".strip()
    notes = [*_lines("there", trace.found), *_lines("missing", trace.missing),
             *_lines("still there", trace.left)] if status is Status.DRIFT else []  # fmt: skip
    changes = (words,) if status is Status.PENDING else ()
    notes = notes if changes else [words, *notes]
    return Outcome(
        trace.rung.revision, status or Status.UNCHANGED, changes=changes, notes=tuple(notes)
    )


def _lines(what: str, lines: Sequence[str]) -> list[str]:
    more = [f"{what}: and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return [*(f"{what}: {one}" for one in lines[:SHOWN]), *more]

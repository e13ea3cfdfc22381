"""What is declared held against what a hive's database has: by its revisions, and by its models."""

from collections.abc import Iterator, Sequence
from itertools import chain

from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.steps.repair import decisions
from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.judge import beyond
from toolkit.errors import UsageError
from toolkit.findings import Difference, Differences, Listener
from toolkit.recovery.place import Place
from toolkit.recovery.story import ADOPT, GO_ON, REPAIR, named, newest, story, then
from toolkit.setup.declared import blueprint
from toolkit.setup.diagnosing import connected, place_of
from toolkit.setup.hive import Hive
from toolkit.setup.repairing import decided


def differences(hive: Hive, listener: Listener) -> Differences:
    """Only looks. Of the revision that the database is at, or nearest to; at the newest, of the
    models too. UsageError where there is neither, NotConvergedError where there is no database."""
    declared = blueprint(hive)
    if declared.migrations is None and not declared.metadata:
        raise UsageError(
            "there is nothing to hold the database against",
            why="the project has neither a configuration of Alembic nor models",
            next="alembic init migrations, or set alembic or models in [tool.hive]",
        )
    with connected(hive, listener) as here:
        if declared.migrations is None:
            wrong = [_of_models(one) for one in decisions(here, declared.metadata) if _wrong(one)]
            return Differences("the models", tuple(wrong))
        place = place_of(hive, here, declared.migrations)
        models = decisions(here, declared.metadata) if newest(place) else []
        return _of_place(here, place, models)


def _of_place(here: Connections, place: Place, models: Sequence[Decision]) -> Differences:
    told = {one.declared.subject for one in place.decided}
    wrong = chain(
        _of_stamp(place),
        (_of_revision(place, one) for one in decided(here, place) if _wrong(one)),
        (_of_models(one) for one in models if _wrong(one) and one.declared.subject not in told),
    )
    revision = place.rung.revision
    name = f"revision {revision}" if revision else named(revision)
    return Differences(name, tuple(wrong), tuple(_notes(place)))


def _wrong(one: Decision) -> bool:
    return not one.converged


def _of_revision(place: Place, one: Decision) -> Difference:
    sound = newest(place) and place.stamp == (place.rung.revision,)
    command = REPAIR if sound else ADOPT + then(place)
    found = str(one.found) if one.found else ""
    return Difference(
        one.declared.subject,
        one.verdict.value,
        str(one.declared),
        found,
        command if one.sql else "",
        one.sql or one.ways_out,
    )


def _of_models(one: Decision) -> Difference:
    found = str(one.found) if one.found else ""
    ways = () if one.sql else tuple(f"-- {way}" for way in one.ways_out)
    verdict, declared = one.verdict.value, str(one.declared)
    next_ = REPAIR if one.sql else ""
    return Difference(one.declared.subject, verdict, declared, found, next_, one.sql or ways)


def _of_stamp(place: Place) -> Iterator[Difference]:
    revision, found = place.rung.revision, ", ".join(place.stamp)
    if found != revision:
        verdict = Verdict.DIFFERENT if found else Verdict.ABSENT
        yield Difference("stamp", verdict.value, revision or "nothing", found, story(place).next)


def _notes(place: Place) -> Iterator[str]:
    yield from (one.note() for one in place.decided if one.verdict is Verdict.MORE)
    for one in beyond(place.declared, place.found):
        yield f"{one.subject} is not declared: {one}"
    if place.ends:
        yield f"what comes after {named(place.rung.revision)} is not known: {place.ends}"
    elif not newest(place):
        count = len(place.ladder) - 1 - place.at
        yield f"{count} revision{'s are' if count > 1 else ' is'} still to be run: {GO_ON}"

"""The steps, in their order."""

from collections.abc import Iterator

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.step import Step
from toolkit.bootstrap.steps.database import Database
from toolkit.bootstrap.steps.enum_types import EnumLabels, EnumTypes
from toolkit.bootstrap.steps.extensions import Extensions
from toolkit.bootstrap.steps.repair import Repair
from toolkit.bootstrap.steps.revisions import Revisions
from toolkit.bootstrap.steps.role import Role
from toolkit.bootstrap.steps.rows import Rows
from toolkit.bootstrap.steps.snapshot import Keep, Snapshot


def role_and_database() -> tuple[Step, ...]:
    """What must be there before the target can be connected to."""
    return (Role(), Database())


def later_steps(
    blueprint: Blueprint, *, repair: bool, keep: Keep | None = None
) -> tuple[Step, ...]:
    """What the blueprint declares; what it does not is left out."""
    return tuple(_later(blueprint, repair, keep))


def _later(blueprint: Blueprint, repair: bool, keep: Keep | None) -> Iterator[Step]:
    """Before what may be regretted comes a snapshot, where one can be taken."""
    running = (Revisions(blueprint.migrations),) if blueprint.migrations else ()
    damaged = repair and (blueprint.metadata or blueprint.left)
    mending = (Repair(blueprint.metadata, blueprint.left),) if damaged else ()
    if blueprint.extensions:
        yield Extensions(blueprint.extensions, blueprint.oldest)
    if blueprint.enums:
        yield EnumTypes(blueprint.enums)
    if keep:
        yield Snapshot(keep, (*running, *mending))
    yield from running
    if blueprint.enums:
        yield EnumLabels(blueprint.enums)
    if blueprint.rows:
        yield Rows(blueprint.rows, blueprint.metadata)
    yield from mending

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


def role_and_database() -> tuple[Step, ...]:
    """What must be there before the target can be connected to."""
    return (Role(), Database())


def later_steps(blueprint: Blueprint, *, repair: bool) -> tuple[Step, ...]:
    """What the blueprint declares; what it does not is left out."""
    return tuple(_later(blueprint, repair=repair))


def _later(blueprint: Blueprint, *, repair: bool) -> Iterator[Step]:
    if blueprint.extensions:
        yield Extensions(blueprint.extensions)
    if blueprint.enums:
        yield EnumTypes(blueprint.enums)
    if blueprint.migrations:
        yield Revisions(blueprint.migrations)
    if blueprint.enums:
        yield EnumLabels(blueprint.enums)
    if blueprint.rows:
        yield Rows(blueprint.rows, blueprint.metadata)
    if repair and (blueprint.metadata or blueprint.left):
        yield Repair(blueprint.metadata, blueprint.left)

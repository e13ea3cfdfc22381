"""The checks: each proves use, not presence."""

from collections.abc import Iterator

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.checks.heads import Head
from toolkit.bootstrap.checks.left import Whole
from toolkit.bootstrap.checks.models import Models
from toolkit.bootstrap.checks.redis import Redis
from toolkit.bootstrap.checks.sql import BY_EXTENSION
from toolkit.bootstrap.step import Check


def checks_of(blueprint: Blueprint) -> tuple[Check, ...]:
    """What can be checked of what the blueprint declares."""
    return tuple(_checks(blueprint))


def _checks(blueprint: Blueprint) -> Iterator[Check]:
    for extension in blueprint.extensions:
        if extension in BY_EXTENSION:
            yield BY_EXTENSION[extension]
    if blueprint.migrations:
        yield Head(blueprint.migrations)
    if blueprint.metadata:
        yield Models(blueprint.metadata)
    if blueprint.left:
        yield Whole(blueprint.left)
    if blueprint.redis_url:
        yield Redis(blueprint.redis_url)

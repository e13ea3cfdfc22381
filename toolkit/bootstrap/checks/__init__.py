"""The checks: each proves use, not presence."""

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.step import Check


def checks_of(blueprint: Blueprint) -> tuple[Check, ...]:
    """What can be checked of what the blueprint declares."""
    del blueprint
    return ()

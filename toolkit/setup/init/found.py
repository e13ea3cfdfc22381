"""One setting, as it was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Value = str | Sequence[str] | Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Found:
    """`value` of the setting `key`, empty where nothing was found; `where` it, or each part of it,
    comes from; `notes`: what a person should know."""

    key: str
    value: Value
    where: Mapping[str, str]
    notes: tuple[str, ...] = ()


WHOLE = ""
"""The part that `where` calls so is all of it."""

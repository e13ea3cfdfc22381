"""One value as it was given."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Given:
    """A value and where it stands; `key` as it is spelled there."""

    key: str
    value: Any
    place: str

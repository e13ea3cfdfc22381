"""Which backend runs the services: as asked, or as `auto` found it, kept for the checkout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.errors import EngineError
from toolkit.settings import Settings, current
from toolkit.setup import state

if TYPE_CHECKING:
    from toolkit.services.docker.engine import Engine

_ANSWER = 20.0
"""Seconds for one answer of the engine, unless the deadline is shorter."""


@dataclass(frozen=True)
class Backend:
    """Its `name` (embedded, docker or external), and `why` it is that one, where that is news."""

    name: str
    why: str = ""


def engine(settings: Settings) -> Engine:
    """The engine that this machine has. EngineError."""
    from toolkit.services.docker.engine import find

    return find(current(), seconds=min(_ANSWER, settings.deadline))


def chosen(settings: Settings) -> Backend:
    """`auto` takes Docker where an engine answers, and stays with what it took before."""
    if settings.services != "auto":
        return Backend(settings.services)
    mine = state.load(settings.root)
    if mine and mine.backend:
        return Backend(mine.backend, f"auto: {mine.backend}, as for this checkout before")
    try:
        found = engine(settings)
    except EngineError as error:
        return Backend("embedded", f"auto: embedded, since {error.what}")
    return Backend("docker", f"auto: docker, since {found.name} {found.version} answers at"
                   f" {found.where} ({found.why})")  # fmt: skip

"""Roles as SQL names them."""

from collections.abc import Sequence

from toolkit.catalog.sql import ident

_WORDS = frozenset({"PUBLIC", "CURRENT_ROLE", "CURRENT_USER", "SESSION_USER"})


def roles(names: str | Sequence[str]) -> str:
    """Quoted, but for what stands for a role: PUBLIC, CURRENT_USER and the like, in capitals."""
    every = [names] if isinstance(names, str) else names
    return ", ".join(one if one in _WORDS else ident(one) for one in every)

"""What a declaration may say that it replaces."""

from collections.abc import Callable, Mapping
from typing import Any

from toolkit.catalog.single import Single
from toolkit.ensure.settle import settle

Replaces = bool | str | Mapping[str, Any] | None
"""None: nothing, another definition is drift. True: any. A text: the one that had it as its first
part, a body say. A mapping: the one that had these parts."""


def settle_single(declare: Callable[..., Single], replaces: Replaces, **parts: Any) -> None:
    """`declare` makes an object of `parts`, the first of which a text in `replaces` means."""
    declared = declare(**parts)
    if not replaces and not isinstance(replaces, str):
        settle(declared.program())
    elif replaces is True:
        settle(declared.program(True))
    else:
        old = {next(iter(parts)): replaces} if isinstance(replaces, str) else replaces
        settle(declared.program(declare(**{**parts, **old})))

"""What a migration asks of where it runs: the dialect, and settings, of which there are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.lint.python.reader import Reader

DIALECT = "postgresql"
VERSION = (17, 0)
ENVIRONMENT = frozenset({"os.environ.get", "os.getenv", "os.environ.pop"})
ARGUMENTS = "alembic.context.get_x_argument"


def asks(path: str) -> bool:
    return path in ENVIRONMENT or path == ARGUMENTS


def called(
    reader: Reader, node: Any, path: str, args: tuple[Any, ...], options: Mapping[str, Any]
) -> Any:
    """What is there if nobody has set anything: what else may be done is noted."""
    reader.blind(node, "it reads settings, and none are taken to be set")
    if path == ARGUMENTS:
        return {} if options.get("as_dictionary", (args or (False,))[0]) is True else []
    return args[1] if len(args) > 1 else options.get("default")

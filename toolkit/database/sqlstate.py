"""What a driver's error says, whichever driver raised it."""

import re
from collections.abc import Iterator

LOCK_NOT_AVAILABLE = "55P03"
INSUFFICIENT_PRIVILEGE = "42501"
READ_ONLY = "25006"
DISK_FULL = "53100"
ENDED = ("57P", "08", "25P03")
TROUBLES = frozenset({"OperationalError", "InterfaceError"})
"""What every driver calls its trouble with a connection; with a SQLSTATE it is the server's."""


def sqlstate(error: BaseException) -> str | None:
    """The SQLSTATE of the first error in the chain that has one."""
    for one in chain(error):
        state = getattr(one, "sqlstate", None) or getattr(one, "pgcode", None)
        if isinstance(state, str):
            return state
    return None


def lost(error: BaseException) -> bool:
    """Whether the session ended beneath the statement, from whichever driver: by a word of the
    server's (it shuts down, an administrator ends it), or without one."""
    state = sqlstate(error)
    if state is not None:
        return state.startswith(ENDED)
    return any(type(one).__name__ in TROUBLES for one in chain(error))


def message(error: BaseException) -> str:
    """The server's own sentence where there is one: no statement, no parameters."""
    for one in chain(error):
        primary = getattr(getattr(one, "diag", None), "message_primary", None)
        if primary:
            return str(primary)
    orig = getattr(error, "orig", None)
    return re.sub(r"^<class '[^']*'>: ", "", str(orig or error).strip()).split("\n", 1)[0]


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what the driver raised beneath it, and its causes."""
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop(0)
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            todo += [getattr(one, "orig", None), one.__cause__, one.__context__]

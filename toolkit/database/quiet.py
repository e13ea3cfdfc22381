"""A project's code runs as if typed in its folder, and what it prints or configures stays there."""

import contextlib
import io
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from toolkit.settings import exported

log = logging.getLogger("toolkit.project")


@contextmanager
def inside(root: Path, variables: Mapping[str, str]) -> Iterator[None]:
    """In the project's folder, with its variables; output becomes log lines, logging is kept."""
    output, path = io.StringIO(), list(sys.path)
    try:
        with (
            contextlib.chdir(root),
            exported(variables),
            _logging_kept(),
            contextlib.redirect_stdout(output),
            contextlib.redirect_stderr(output),
        ):
            yield
    finally:
        sys.path[:] = path
        for line in output.getvalue().splitlines():
            log.info("%s", line)


@contextmanager
def _logging_kept() -> Iterator[None]:
    """Undo what logging.config.fileConfig does to loggers that are there already."""
    root = logging.getLogger()
    before = {logger: _state(logger) for logger in [root, *_loggers()]}
    try:
        yield
    finally:
        for logger, state in before.items():
            if _state(logger) != state:
                _restore(logger, state)
        for handler in _handlers_of(set(_loggers()) - set(before)):
            handler.flush()


State = tuple[bool, int, bool, list[logging.Handler]]


def _loggers() -> list[logging.Logger]:
    known = list(logging.root.manager.loggerDict.values())
    return [one for one in known if isinstance(one, logging.Logger)]


def _handlers_of(loggers: set[logging.Logger]) -> list[logging.Handler]:
    return [handler for logger in loggers for handler in logger.handlers]


def _state(logger: logging.Logger) -> State:
    return logger.disabled, logger.level, logger.propagate, list(logger.handlers)


def _restore(logger: logging.Logger, state: State) -> None:
    logger.disabled, _, logger.propagate, logger.handlers[:] = state
    logger.setLevel(state[1])

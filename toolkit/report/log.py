"""The log of a run: every decision and statement, secrets redacted."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from toolkit.report.redact import redact

KEPT = 50
logger = logging.getLogger("toolkit")
logger.addHandler(logging.NullHandler())  # else Python shows what is logged where no file is open


class _File(logging.FileHandler):
    """Where it cannot be written, what is done goes on: the face says what matters."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError):
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """No traceback of the log's own."""


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


@contextmanager
def logging_to(folder: Path, command: str) -> Iterator[Path]:
    """A file of this run's own in `folder`, of which the newest 50 are kept.

    What libraries warn of is in it too; Python would show that on the terminal, traceback and all.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{datetime.now():%Y%m%dT%H%M%S.%f}-{command}.log"
    handler = _File(path, delay=True, encoding="utf-8")
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    level, propagate = logger.level, logger.propagate
    for one in (logger, logging.root):
        one.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False  # the root has the same file
    try:
        yield path
    finally:
        for one in (logger, logging.root):
            one.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate
        handler.close()
        for old in sorted(folder.glob("*.log"))[:-KEPT]:
            old.unlink(missing_ok=True)

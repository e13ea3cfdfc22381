"""What goes wrong between us and the engine, as errors that say the way out."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import IncompleteRead
from ssl import SSLError

import urllib3
from docker.errors import BuildError, DockerException, NotFound, StreamParseError
from requests import RequestException, Timeout

from toolkit.errors import (
    DiskFullError,
    EngineDeniedError,
    EngineDownError,
    EngineError,
    ImageError,
    ServiceError,
)

_FAULTS = (
    DockerException,
    StreamParseError,
    RequestException,
    urllib3.exceptions.HTTPError,
    OSError,
)
_DENIED = {errno.EACCES, errno.EPERM}
_GONE = {errno.ENOENT, errno.ENOTDIR}
_CUT = (ConnectionError, IncompleteRead, StreamParseError)
_SILENCE = (TimeoutError, BlockingIOError, Timeout, urllib3.exceptions.TimeoutError)


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Errors of the engine, and of the way to it, become ours; `what` was tried ("starting …").

    NotFound is not one of them: it is an answer. An OSError of a file is not ours to judge either.
    """
    try:
        yield
    except NotFound:
        raise
    except _FAULTS as error:
        if isinstance(error, OSError) and error.filename is not None:
            raise
        raise _fault(error, what) from None


def is_full(said: str) -> bool:
    """Whether what the engine, or a build on it, said means a full disk."""
    return "no space left on device" in said.lower()


def full(what: str, said: str) -> DiskFullError:
    """`what` found no space. The disk is the engine's, not always this machine's."""
    return DiskFullError(
        f"{what}: the engine's disk is full",
        why=without_secrets(said),
        next="docker system df shows what takes the space, docker system prune frees what nobody"
        " uses (volumes stay); with Docker Desktop, colima and podman machine it is the disk of"
        " their virtual machine that is full",
    )


def without_secrets(text: str) -> str:
    """The text, its URLs without passwords."""
    return re.sub(r"(://[^/\s:@]*):[^/\s]*@", r"\1:***@", text)


def _fault(error: Exception, what: str) -> ServiceError:
    """The system's own numbers first: HTTP libraries call a refused connection a timeout too."""
    causes = list(_causes(error))
    codes = {cause.errno for cause in causes if isinstance(cause, OSError) and not _of_tls(cause)}
    said = without_secrets(_said(error))
    if is_full(said):
        return full(f"{what} failed", said)
    if codes & _DENIED:
        return _denied(what, _reason(causes))
    if codes & _GONE or any(isinstance(cause, _CUT) for cause in causes):
        return _down(what, _reason(causes))
    if any(isinstance(cause, _SILENCE) for cause in causes):
        return _silent(what, said)
    return _refused(error, what, said)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what is wrapped in it: HTTP libraries wrap as arguments."""
    yield error
    for inner in (*error.args, getattr(error, "reason", None), error.__cause__):
        if isinstance(inner, BaseException):
            yield from _causes(inner)


def _of_tls(error: OSError) -> bool:
    """Its numbers are of another list."""
    return isinstance(error, SSLError)


def _said(error: BaseException) -> str:
    """In the engine's own words where it used some."""
    return str(getattr(error, "explanation", None) or error).strip() or type(error).__name__


def _reason(causes: list[BaseException]) -> str:
    """In the system's words: the innermost."""
    last = causes[-1]
    return without_secrets(getattr(last, "strerror", None) or str(last) or type(last).__name__)


def _down(what: str, reason: str) -> EngineDownError:
    return EngineDownError(
        f"{what} failed: no engine answers there",
        why=reason,
        next="start it (Linux: sudo systemctl start docker, or systemctl --user start docker where"
        " it is rootless; macOS: open Docker Desktop, or colima start; CI: give the job an engine),"
        " or set HIVE_SERVICES=embedded",
    )


def _denied(what: str, reason: str) -> EngineDeniedError:
    return EngineDeniedError(
        f"{what} failed: this user may not speak to it",
        why=reason,
        next="sudo usermod -aG docker $USER, then log in again (newgrp docker in this shell); or"
        " use a rootless engine; or set HIVE_SERVICES=embedded",
    )


def _silent(what: str, said: str) -> EngineError:
    waited = re.search(r"timeout=([0-9.]+)", said)
    time = f"within {float(waited[1]):g} s" if waited else "in time"
    return EngineError(
        f"{what} failed: the engine did not answer {time}",
        next="see whether docker info answers; where it does not, restart the engine, then the same"
        " command again",
    )


def _refused(error: Exception, what: str, said: str) -> ServiceError:
    if isinstance(error, BuildError):
        return ImageError(f"{what} failed", why=said, next="mend what it names, then invoke up")
    return EngineError(
        f"{what} failed", why=said, next="docker info shows whether the engine is well"
    )

"""What goes wrong between us and the engine, as errors that say the way out."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import IncompleteRead

import urllib3
from docker.errors import BuildError, DockerException, NotFound
from requests import RequestException, Timeout

from toolkit.errors import (
    DiskFullError,
    EngineDeniedError,
    EngineDownError,
    EngineError,
    ImageError,
    ServiceError,
)

START = (
    "start it (Linux: sudo systemctl start docker, or systemctl --user start docker where it is"
    " rootless; macOS: open Docker Desktop, or colima start; CI: give the job an engine), or set"
    " HIVE_SERVICES=embedded"
)
_GONE = {errno.ENOENT, errno.ECONNREFUSED, errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED}
_DENIED = {errno.EACCES, errno.EPERM}
_SILENCE = (TimeoutError, Timeout, urllib3.exceptions.TimeoutError)
_CUT = (ConnectionError, IncompleteRead)


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Errors of the engine, and of the way to it, become ours; `what` says what did not work.

    NotFound is not one of them: it is an answer. An OSError of a file is not ours to judge either.
    """
    try:
        yield
    except NotFound:
        raise
    except (DockerException, RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        if isinstance(error, OSError) and error.filename is not None:
            raise
        raise _fault(error, what) from None


def without_secrets(text: str) -> str:
    """The text, its URLs without passwords."""
    return re.sub(r"(://[^/\s:@]*):[^/\s@]*@", r"\1:***@", text)


def full(what: str, said: str) -> DiskFullError:
    """No space: where an engine runs in a virtual machine, it is not this machine's disk."""
    return DiskFullError(
        what,
        why=said,
        next="docker system df shows what takes the space, docker system prune frees what nobody"
        " uses (volumes stay); on Docker Desktop, colima and podman machine it is the disk of"
        " their virtual machine that is full",
    )


def is_full(said: str) -> bool:
    """Whether what the engine, or a build on it, said means a full disk."""
    return "no space left on device" in said.lower()


def _fault(error: Exception, what: str) -> ServiceError:
    causes = list(_causes(error))
    said = without_secrets(_said(error))
    codes = {cause.errno for cause in causes if isinstance(cause, OSError)}
    if is_full(said) or errno.ENOSPC in codes:
        return full(what, said)
    if codes & _DENIED:
        return _denied(what)
    if codes & _GONE or any(isinstance(cause, _CUT) for cause in causes):
        return EngineDownError(what, why=f"nobody answers there: {_reason(causes)}", next=START)
    if any(isinstance(cause, _SILENCE) for cause in causes):
        return _silent(what, said)
    return _other(error, what, said)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what is wrapped in it, outermost first: HTTP libraries wrap as arguments."""
    yield error
    inner = [*error.args, getattr(error, "reason", None), error.__cause__]
    for one in inner:
        if isinstance(one, BaseException):
            yield from _causes(one)


def _said(error: BaseException) -> str:
    """In the engine's own words where it used some."""
    return str(getattr(error, "explanation", None) or error).strip() or type(error).__name__


def _reason(causes: list[BaseException]) -> str:
    """What the system said of the socket: the innermost."""
    last = causes[-1]
    return getattr(last, "strerror", None) or str(last) or type(last).__name__


def _silent(what: str, said: str) -> EngineError:
    waited = re.search(r"timeout=([0-9.]+)", said)
    time = f" within {float(waited[1]):g} s" if waited else " in time"
    return EngineError(
        what,
        why=f"the engine did not answer{time}",
        next="see whether docker info answers; where it does not, restart the engine, then the same"
        " command again",
    )


def _denied(what: str) -> EngineDeniedError:
    return EngineDeniedError(
        what,
        why="this user may not speak to the engine: permission denied",
        next="sudo usermod -aG docker $USER, then log in again (newgrp docker in this shell); or"
        " use a rootless engine; or set HIVE_SERVICES=embedded",
    )


def _other(error: Exception, what: str, said: str) -> ServiceError:
    if isinstance(error, BuildError):
        return ImageError(what, why=said, next="mend what it names, then the same command again")
    return EngineError(what, why=said, next="docker info shows whether the engine is well")

"""Running other programs: the only user of subprocess."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from toolkit.errors import CommandError

Child = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Completed:
    """A finished subprocess, its output as text."""

    argv: tuple[str, ...]
    returncode: int
    stdout: str
    stderr: str


def run(
    *argv: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str | None = None,
    check: bool = True,
    timeout: float | None = None,
    user: int | None = None,
    group: int | None = None,
    pass_fds: Sequence[int] = (),
) -> Completed:
    """Run to the end and return its output; CommandError on a non-zero code unless `check` is off.

    `env` replaces the environment; `timeout` is in seconds; `pass_fds` stay open in the program.
    Never put a secret into `argv`.
    """
    words = tuple(str(word) for word in argv)
    try:
        done = subprocess.run(  # noqa: S603 (argv only, no shell)
            words,
            cwd=cwd,
            env=env,
            input=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
            pass_fds=pass_fds,
            check=False,
        )
    except FileNotFoundError as error:
        raise CommandError(f"{words[0]} is not there", why=str(error)) from error
    except subprocess.TimeoutExpired as error:
        raise CommandError(f"{words[0]} did not end within {timeout:g} s") from error
    if check and done.returncode != 0:
        why = (done.stderr or done.stdout).strip()
        raise CommandError(f"{words[0]} failed with {done.returncode}", why=why)
    return Completed(words, done.returncode, done.stdout, done.stderr)


def spawn(
    argv: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str],
    log: IO[bytes],
    stdin: IO[bytes] | None = None,
    user: int | None = None,
    group: int | None = None,
    pass_fds: Sequence[int] = (),
) -> Child:
    """Start a detached process that outlives us: own session, output to `log`."""
    return subprocess.Popen(  # noqa: S603 (argv only, no shell)
        [str(word) for word in argv],
        cwd=cwd,
        env=dict(env),
        stdin=stdin or subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        user=user,
        group=group,
        extra_groups=None if user is None else [],
        pass_fds=pass_fds,
    )


def replace(argv: Sequence[str], env: Mapping[str, str]) -> None:
    """Become another program (exec); returns only by raising CommandError."""
    try:
        os.execvpe(argv[0], list(argv), dict(env))  # noqa: S606 (argv only, no shell)
    except FileNotFoundError as error:
        raise CommandError(f"{argv[0]} is not there", why=str(error)) from error


@contextmanager
def apart() -> Iterator[None]:
    """Whatever Python is started in the block does not hear ^C: it is for us to end it. Nor does it
    take a project's `types` for Python's own."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with chdir("/"):
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

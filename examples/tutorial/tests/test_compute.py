"""What a program of the model's may do: read the notes, and print."""

import asyncio
from pathlib import Path

import pytest
from librarian.librarian import compute
from pydantic_ai.exceptions import ModelRetry


def test_it_reads_the_notes() -> None:
    program = "import pathlib; print(pathlib.Path('notes/frames.md').read_text()[:8])"
    assert asyncio.run(compute(program)) == "# Frames\n"


@pytest.mark.parametrize(
    ("program", "why"),
    [
        (f"print(open({str(Path('pyproject.toml').resolve())!r}).read())", "No such file"),
        ("import socket; socket.create_connection(('127.0.0.1', 5432), 2)", "refused"),
        ("print('x' * (1 << 30))", "MemoryError"),
        ("raise SystemExit(3)", "failed"),
    ],
)
def test_it_fails_with_a_report(program: str, why: str) -> None:
    with pytest.raises(ModelRetry, match=why):
        asyncio.run(compute(program))


def test_nothing_of_it_is_met_outside() -> None:
    before = Path("notes/frames.md").read_text()
    asyncio.run(compute("open('notes/frames.md', 'w').write('mine')"))
    assert Path("notes/frames.md").read_text() == before

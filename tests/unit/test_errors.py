"""Every error has a code of its own, and the page of codes knows it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from toolkit.errors import ToolkitError

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "errors.md"


def family(root: type[ToolkitError]) -> Iterator[type[ToolkitError]]:
    yield root
    for child in root.__subclasses__():
        yield from family(child)


def test_the_page_lists_every_code_with_its_exit() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d+) \|", PAGE.read_text(), re.MULTILINE)
    assert sorted(rows) == sorted((one.code, str(one.exit)) for one in family(ToolkitError))


def test_an_error_says_what_why_state_and_next() -> None:
    error = ToolkitError("it broke", why="a reason", state="as before", next="try again")
    assert str(error) == "it broke\na reason\nState: as before\nNext: try again"
    assert str(ToolkitError("it broke")) == "it broke"


def _made() -> Iterator[tuple[str, str, set[str | None]]]:
    """Every error of ours that the toolkit makes: where, which, and what is given to it."""
    names = {one.__name__ for one in family(ToolkitError)}
    for path in sorted((ROOT / "toolkit").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in names:
                yield f"{path.name}:{node.lineno}", name, {one.arg for one in node.keywords}


def test_every_error_says_what_to_do_next() -> None:
    """But for what the caller words anew: a subprocess, and a proof that is told as an outcome."""
    silent = {"process.py", "proof.py"}
    found = [where for where, _, given in _made() if "next" not in given]
    assert [where for where in found if where.split(":")[0] not in silent] == []


def test_every_error_says_what_state_things_are_in() -> None:
    kinds = {one.__name__: one for one in family(ToolkitError)}
    silent = {"process.py", "proof.py", "psql.py"}
    found = [where for where, name, given in _made()
             if "state" not in given and not kinds[name].untouched]  # fmt: skip
    assert [where for where in found if where.split(":")[0] not in silent] == []

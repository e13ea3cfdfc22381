"""Every error has a code of its own, and the page of codes knows it."""

import re
from collections.abc import Iterator
from pathlib import Path

from toolkit.errors import ToolkitError

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"


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

"""The matrix itself: each row has its test, each test its row."""

import re
from pathlib import Path

from tests.integration.faults import FAULTS

HERE = Path(__file__).parent


def test_each_row_has_a_test_and_each_test_a_row() -> None:
    found = {
        (path.stem.removeprefix("test_"), name)
        for path in HERE.glob("test_*.py")
        if path != Path(__file__)
        for name in re.findall(r"^def test_(\w+)\(", path.read_text("utf-8"), re.MULTILINE)
    }
    assert found == {(one.family, one.name) for one in FAULTS}
    assert len({one.name for one in FAULTS}) == len(FAULTS)

"""The tuple of kinds is written by hand; nothing may be forgotten in it."""

from pathlib import Path

from toolkit.catalog import kinds


def test_every_file_is_a_kind_and_every_kind_is_listed() -> None:
    folder = Path(kinds.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "kind"}
    assert {kind.NAME for kind in kinds.KINDS} == files
    assert len(kinds.KINDS) == len(files)

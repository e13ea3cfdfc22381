"""What is said where the extra is missing."""

import sys

import pytest

from toolkit.commands.workers import _needs_dbos
from toolkit.errors import UsageError


def test_without_the_extra_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dbos", None)
    with pytest.raises(UsageError, match="DBOS") as caught:
        _needs_dbos()
    assert caught.value.next == "pip install 'hive-toolkit[agents]'"

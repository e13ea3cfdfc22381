"""A project's code runs in its folder, and leaves no trace in our process."""

import logging
import os
import sys
from logging.config import dictConfig
from pathlib import Path

import pytest

from toolkit.database.quiet import inside


def test_it_is_inside_and_then_outside_again(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("HIVE_TEST_WORD", raising=False)
    ours, here, path = logging.getLogger("toolkit.test.quiet"), Path.cwd(), list(sys.path)
    with inside(tmp_path, {"HIVE_TEST_WORD": "there"}):
        assert Path.cwd() == tmp_path
        assert os.environ["HIVE_TEST_WORD"] == "there"
        sys.path.insert(0, "elsewhere")
        dictConfig({"version": 1, "root": {"level": "CRITICAL"}})
        assert ours.disabled
        print("to stdout")
        print("to stderr", file=sys.stderr)
    assert (Path.cwd(), list(sys.path)) == (here, path)
    assert "HIVE_TEST_WORD" not in os.environ
    assert not ours.disabled
    assert logging.getLogger().level != logging.CRITICAL
    assert capsys.readouterr() == ("", "")


def test_what_was_said_before_a_failure_is_logged(tmp_path, caplog):
    def speak_and_fail() -> None:
        with inside(tmp_path, {}):
            print("said")
            raise ValueError("x")

    with caplog.at_level(logging.INFO, "toolkit.project"), pytest.raises(ValueError, match="x"):
        speak_and_fail()
    assert [one.message for one in caplog.records] == ["said"]

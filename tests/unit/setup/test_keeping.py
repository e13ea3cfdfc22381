"""What may be left in a project, and where nothing is."""

import os
from pathlib import Path

import pytest

from toolkit.settings import load
from toolkit.setup.keeping import keeps

SERVICES = ("embedded", "external")


@pytest.mark.parametrize("services", SERVICES)
def test_a_project_that_can_be_written(tmp_path: Path, services: str) -> None:
    assert keeps(load(tmp_path, {"HIVE_SERVICES": services}).settings)


@pytest.mark.parametrize("services", SERVICES)
def test_one_that_cannot(tmp_path: Path, services: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write anywhere but on what is mounted read-only, so that it is only said here."""
    monkeypatch.setattr(os, "access", lambda path, _: path != tmp_path)
    settings = load(tmp_path, {"HIVE_SERVICES": services}).settings
    assert keeps(settings) is (services == "embedded")
    (tmp_path / ".hive").mkdir()
    assert keeps(settings)

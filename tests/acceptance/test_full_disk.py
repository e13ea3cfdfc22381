"""A server without room, told as that and not as a mistake in a revision."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .waiting import project

if TYPE_CHECKING:
    from toolkit.services.docker.engine import Engine

HIVE = str(Path(sys.executable).parent / "hive")
FULL = """
from alembic import op

revision, down_revision = "a1", None

def upgrade():
    op.execute("DO $$ BEGIN RAISE disk_full USING MESSAGE = 'no space'; END $$")
"""


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A project whose one revision finds no room."""
    made = project(tmp_path / "project")
    (made / "migrations/versions/a1_wait.py").write_text(FULL)
    return made


def test_in_containers_the_volume_is_named(
    clone: Callable[..., Any], full: Path, engine: Engine, base_image: str
) -> None:
    hive = clone("docker", full, HIVE)
    (hive.root / ".env.local").write_text("HIVE_SERVICES='docker'\n")
    error = hive.json("bootstrap")["error"]
    (volume,) = engine.client.volumes.list(filters={"label": f"hive-toolkit.root={hive.root}",
                                                    "name": "-postgres"})  # fmt: skip
    assert error["code"] == "disk-full"
    assert error["what"] == f"volume {volume.name} is full: Revision a1 failed"
    assert "no space\nSQLSTATE: 53100" in error["why"]
    assert "docker system df" in error["next"]
    hive.ok("reset", "--yes")


def test_of_our_own_server_it_is_the_disk(clone: Callable[..., Any], full: Path) -> None:
    error = clone("embedded", full, HIVE).json("bootstrap")["error"]
    assert (error["code"], error["what"]) == ("disk-full", "Revision a1 failed")
    assert error["next"].startswith("Make room on the server's disk")

"""No key, no network, whatever the shell says."""

import os
from pathlib import Path

import pytest
from pydantic_ai import models

for key in ("HIVE_MODEL", "ANTHROPIC_API_KEY", "OPENAI_API_KEY"):
    os.environ.pop(key, None)
models.ALLOW_MODEL_REQUESTS = False


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """An empty room, in which steps are noted."""
    from hello_world.trajectory import keep

    (tmp_path / "repository").mkdir()
    keep(tmp_path / "trajectory.jsonl")
    return tmp_path

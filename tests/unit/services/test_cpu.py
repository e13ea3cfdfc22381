"""What the processor must have."""

from pathlib import Path

import pytest

from toolkit.services.embedded import cpu


@pytest.fixture(autouse=True)
def x86(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        ("fpu avx2 fma bmi2 sse", None),
        ("fpu avx fma4 bmi1", "this processor has no avx2, bmi2, fma"),
        ("fpu avx2 fma", "this processor has no bmi2"),
    ],
)
def test_flags(flags: str, reason: str | None, tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor\t: 0\nflags\t\t: {flags}\nbugs\t\t: none\n")
    assert cpu.missing(cpuinfo) == reason


def test_where_nobody_can_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cpu.missing(tmp_path / "absent") is None
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    (tmp_path / "cpuinfo").write_text("flags : none\n")
    assert cpu.missing(tmp_path / "cpuinfo") is None

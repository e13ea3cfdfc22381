"""The next command, written so that it can be typed as shown."""

import re
import shutil
import sys
from pathlib import Path

_NAMES = (
    "adopt", "bootstrap", "db.branch", "db.list", "db.prune", "diagnose", "doctor", "down",
    "drift", "env", "examples.release", "examples.run", "examples.watch", "fleet", "init",
    "logs", "migrations.lint", "migrations.new", "migrations.replay", "psql", "reset", "run",
    "seed", "services.compose", "setup-complete", "snapshot.list", "snapshot.restore",
    "snapshot.take", "status", "up", "validate", "workers.adopt", "workers.list",
)  # fmt: skip
_COMMAND = re.compile(rf"\binvoke (?=(?:{'|'.join(map(re.escape, _NAMES))})\b)")


def addressed(text: str) -> str:
    """`invoke X` as it is typed here: `hive X` for who has the package, a path where need be."""
    return _COMMAND.sub(lambda _: f"{_called()} ", text)


def _called() -> str:
    typed = Path(sys.argv[0])
    if typed.name not in ("invoke", "hive"):
        return "invoke"
    found = shutil.which(typed.name)
    same = found is not None and Path(found).resolve() == typed.resolve()
    return typed.name if same else str(typed)

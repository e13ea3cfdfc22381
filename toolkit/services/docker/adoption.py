"""A checkout that lost its state folder, but whose volumes are still there."""

from pathlib import Path

from toolkit.services.docker.definition import INSTANCE, ROOT
from toolkit.services.docker.engine import Engine
from toolkit.services.docker.faults import translated


def instance(engine: Engine, root: Path) -> str | None:
    """The identity on the newest volume that was made for this folder; None where there is none."""
    with translated("looking for volumes of this checkout"):
        found = engine.client.api.volumes(filters={"label": f"{ROOT}={root}"})["Volumes"] or []
    newest = max(found, key=lambda one: str(one.get("CreatedAt")), default=None)
    return str(newest["Labels"][INSTANCE]) if newest else None

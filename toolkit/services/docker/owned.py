"""Whose a thing on the engine is: only what carries this hive's label is touched."""

from collections.abc import Mapping

from toolkit.errors import IdentityError
from toolkit.services.docker.definition import INSTANCE


def refuse_stranger(kind: str, name: str, labels: Mapping[str, str] | None, instance: str) -> None:
    """IdentityError where a container, network or volume of our name is not this hive's."""
    if (labels or {}).get(INSTANCE) != instance:
        raise IdentityError(
            f"the {kind} {name} on this engine is not this hive's",
            why=f"it has not the label {INSTANCE}={instance}",
            state="It was not touched.",
            next=f"look whose it is (docker inspect {name}), and rename or remove it",
        )

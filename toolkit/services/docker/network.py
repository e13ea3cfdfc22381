"""The network of a hive: one, and gone when the last container has left it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any

from docker.errors import APIError, NotFound

from toolkit.errors import IdentityError
from toolkit.services.docker.engine import Engine
from toolkit.services.docker.owned import refuse_stranger

_MAKING = Lock()
"""An engine makes two of one name where two ask at once, whatever `check_duplicate` says."""


@dataclass(frozen=True)
class Network:
    """`labels` are those it gets; `instance` is the hive's."""

    engine: Engine
    name: str
    instance: str
    labels: Mapping[str, str]

    def found(self) -> str | None:
        """Its id, None where there is none; IdentityError where it is not ours."""
        known = self._known()
        return str(known[0]["Id"]) if known else None

    def ensured(self) -> str:
        """Its id; of several, the first that was made, the others being emptied and removed."""
        with _MAKING:
            first, *others = self._known() or [self._made()]
            for one in others:
                self._empty(one["Id"])
                self._removed(one["Id"])
        return str(first["Id"])

    def drop(self) -> None:
        """Unless somebody is still in it, or it is not ours."""
        with _MAKING, suppress(IdentityError):
            for one in self._known():
                self._removed(one["Id"])

    @property
    def _api(self) -> Any:
        return self.engine.client.api

    def _known(self) -> list[Mapping[str, Any]]:
        """The engine looks for parts of names."""
        found = [one for one in self._api.networks(names=[self.name]) if one["Name"] == self.name]
        for one in found:
            refuse_stranger("network", self.name, one["Labels"], self.instance)
        return sorted(found, key=lambda one: str(one["Created"]))

    def _made(self) -> Mapping[str, Any]:
        made: Mapping[str, Any] = self._api.create_network(
            self.name, driver="bridge", labels=dict(self.labels), check_duplicate=True
        )
        return made

    def _empty(self, network: str) -> None:
        for container in self._api.inspect_network(network)["Containers"]:
            with suppress(NotFound):
                self._api.disconnect_container_from_network(container, network, force=True)

    def _removed(self, network: str) -> None:
        try:
            self._api.remove_network(network)
        except NotFound:
            pass  # somebody was faster
        except APIError as error:
            if error.status_code != 403:  # somebody is still in it
                raise

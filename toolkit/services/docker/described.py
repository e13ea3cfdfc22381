"""A definition in the engine's words: what makes its container, and what of one is not so."""

from collections.abc import Iterator, Mapping
from typing import Any

from docker.types import LogConfig, Mount

from toolkit.services.docker import definition as kept
from toolkit.services.docker.definition import HANDED, Definition

Attributes = Mapping[str, Any]
"""What the engine's `inspect` says."""
_NANO = 1_000_000_000


def created(api: Any, one: Definition, labels: Mapping[str, str]) -> None:
    """Make the container, not started yet; its network and volume are there."""
    joined = api.create_endpoint_config(aliases=[one.service])
    api.create_container(
        one.place.image,
        name=one.name,
        command=list(one.command),
        entrypoint=_list(one.entrypoint),
        user=one.user,
        ports=[one.inside],
        labels=dict(labels),
        stop_signal=one.stop_signal,
        healthcheck={
            "test": _test(one),
            "interval": kept.INTERVAL * _NANO,
            "timeout": kept.TIMEOUT * _NANO,
            "retries": kept.RETRIES,
            "start_period": kept.START_PERIOD * _NANO,
        },
        host_config=_host(api, one),
        networking_config=api.create_networking_config({one.network: joined}),
    )


def differences(
    found: Attributes, one: Definition, image: str, network: str | None
) -> Iterator[str]:
    """What of a container is not as it is defined, in words; `image` and `network` are ids."""
    config, host = found["Config"], found["HostConfig"]
    address, port = one.published
    bound = host["PortBindings"].get(f"{one.inside}/tcp")
    mounts = {(m.get("Name") or m["Source"], m["Destination"]) for m in found["Mounts"]}
    joined = found["NetworkSettings"]["Networks"].get(one.network) or {}
    pairs = {
        "image": (found["Image"], image),
        "port": (bound, [{"HostIp": address, "HostPort": port}]),
        "mount": ({(one.name, one.data), (one.place.handed, HANDED)} - mounts, set()),
        "network": (joined.get("NetworkID"), network),
        "command": (config["Cmd"], list(one.command)),
        "memory limit": (host["Memory"], one.memory),
        "health check": ((config.get("Healthcheck") or {}).get("Test"), _test(one)),
    }
    if one.entrypoint:
        pairs["entrypoint"] = (config["Entrypoint"], _list(one.entrypoint))
    return (f"its {what} is another" for what, (is_, should) in pairs.items() if is_ != should)


def _host(api: Any, one: Definition) -> Any:
    return api.create_host_config(
        port_bindings={one.inside: one.published},
        mounts=[
            Mount(one.data, one.name, "volume"),
            Mount(HANDED, one.place.handed, "bind", read_only=True),
        ],
        mem_limit=one.memory,
        shm_size=one.shm,
        network_mode=one.network,
        restart_policy={"Name": kept.RESTART},
        log_config=LogConfig(type="json-file", config=dict(kept.LOG)),
    )


def _test(one: Definition) -> list[str]:
    return ["CMD-SHELL", one.health]


def _list(words: tuple[str, ...] | None) -> list[str] | None:
    return list(words) if words else None

"""A workspace beside the hive's containers, as `.devcontainer/` says it.

A second file of compose adds it, so that the first alone starts the services and nothing else. In
it the services are external: on the network of the hive, with URLs from files of the hive.
"""

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from toolkit.services.docker import yaml
from toolkit.services.docker.compose import HEAD, SERVICES, variable
from toolkit.services.docker.definition import INSTANCE, ROOT, SERVICE

NAME = "workspace"
FOLDER = "/workspace"
SECRETS = f".hive/docker/{NAME}"
"""Relative to the checkout, on the host and in the workspace."""

URLS = {"postgres": "DATABASE_URL", "redis": "REDIS_URL"}
INSIDE = {"postgres": 5432, "redis": 6379}

_PREPARE = (
    "test -e docker/.env || { make --silent doctor; HIVE_SERVICES=docker .venv/bin/invoke env; }"
)


def settings() -> str:
    """`devcontainer.json`, whose comments its readers allow."""
    said = {
        "name": "Hive",
        "dockerComposeFile": ["../docker/compose.yaml", "compose.yaml"],
        "service": NAME,
        "workspaceFolder": FOLDER,
        "remoteUser": "developer",
        "initializeCommand": _PREPARE,
        "postCreateCommand": "make setup-complete",
        "shutdownAction": "stopCompose",
    }
    return HEAD.replace("#", "//") + json.dumps(said, indent=2) + "\n"


def compose() -> str:
    """`.devcontainer/compose.yaml`; its paths are relative to docker/, as those of the first."""
    files = {f"{URLS[one]}_FILE": f"{SECRETS}/{URLS[one]}" for one in SERVICES}
    service = {
        "build": {"context": "../.devcontainer"},
        "container_name": variable("COMPOSE_PROJECT_NAME") + f"-{NAME}",
        "command": ["sleep", "infinity"],
        "init": True,
        "labels": {
            INSTANCE: variable("HIVE_INSTANCE"),
            ROOT: variable("HIVE_ROOT"),
            SERVICE: NAME,
        },
        "environment": {"HIVE_SERVICES": "external", **files},
        "volumes": [{"type": "bind", "source": "..", "target": FOLDER}],
        "depends_on": {one: {"condition": "service_healthy"} for one in SERVICES},
    }
    return HEAD + "\n" + yaml.document({"services": {NAME: service}})


def secrets(urls: Mapping[str, str]) -> dict[str, str]:
    """The hive's URLs as they are from inside its network, each the text of a file."""
    return {URLS[one]: _inside(urls[URLS[one]], one) + "\n" for one in SERVICES}


def _inside(url: str, service: str) -> str:
    parts = urlsplit(url)
    who, _, _ = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{who}@{service}:{INSIDE[service]}").geturl()

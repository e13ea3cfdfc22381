"""A scratch database on a hive's own server, to run that hive's bootstrap on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.database import scratch
from toolkit.database.scratch import Scratch
from toolkit.database.target import Target
from toolkit.setup.declared import blueprint
from toolkit.setup.hive import Hive


@contextmanager
def joined(hive: Hive, run: str, strategy: str = "") -> Iterator[tuple[Target, Scratch]]:
    """Take part in a run of scratch databases: its template as a target, and what makes them."""
    own = hive.target()
    with scratch.joined(own.admin or own.url, run, own.url.username or "", strategy) as part:
        yield replace(own, url=own.url.set(database=part.name), instance=None), part


def declared(hive: Hive, target: Target) -> Blueprint:
    """What the hive declares, with env.py sent to `target`."""
    text = target.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return blueprint(replace(hive, urls={"DATABASE_URL": text}))

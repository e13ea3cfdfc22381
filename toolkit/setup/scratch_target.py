"""A scratch database on a hive's own server, to run that hive's bootstrap on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.checks import checks_of
from toolkit.bootstrap.run import bootstrap
from toolkit.database import scratch
from toolkit.database.scratch import Scratch
from toolkit.database.target import Target
from toolkit.errors import DriftError
from toolkit.findings import Status
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


def bootstrapped(hive: Hive, target: Target) -> None:
    """A template, to head; what a check finds wrong is for `validate` to say, not for every use."""
    meant = declared(hive, target)
    checks = {one.name for one in checks_of(meant)}
    for one in bootstrap(target, meant, deadline=hive.settings.deadline):
        if one.status is Status.DRIFT and one.name not in checks:
            raise DriftError(
                f"the template cannot be made: drift at {one.name}",
                why="\n".join(one.notes),
                state="What there is of it is dropped.",
                next="Mend the declaration or the revision, then the same again",
            )

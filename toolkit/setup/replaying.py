"""A project replayed: on which server, and without what is known already."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import URL

from toolkit.database.connect import dial
from toolkit.database.url import parse
from toolkit.findings import Listener, Replayed
from toolkit.replay import kept
from toolkit.replay.part import Replay
from toolkit.replay.run import replay
from toolkit.replay.workers import warm
from toolkit.setup.scratch_server import COPIED, served, version


def verdicts(
    asked: Replay, url: str | None, folder: Path, listener: Listener, *, jobs: int, deadline: float
) -> list[Replayed]:
    """Of every revision that is asked for, in the order of the history.

    `url` is a server's to make databases on, None: one of our own; `folder` keeps what was found.
    """
    names = [one.revision.revision for one in asked.steps(asked.runner())]
    keys = kept.keys(asked, _version(url))
    known = kept.load(folder, {name: keys[name] for name in names})
    if missing := frozenset(names) - known.keys():
        warm()
        with server(url, deadline, listener) as (place, strategy):
            rest = replace(asked, server=place, strategy=strategy, only=missing)
            found = replay(rest, listener, jobs=jobs)
        kept.keep(folder, keys, found)
        known |= {one.revision: one for one in found}
    return [known[name] for name in names]


def _version(url: str | None) -> str:
    if url is None:
        return version()
    with dial(parse(url)).raw as raw:
        return str(raw.info.server_version)


@contextmanager
def server(url: str | None, deadline: float, listener: Listener) -> Iterator[tuple[URL, str]]:
    """Where databases are made, and how they are best copied there."""
    if url is not None:
        yield parse(url), ""
        return
    with served(deadline, listener) as own:
        yield own, COPIED

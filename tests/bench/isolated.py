"""A replay of a project that is not ours, without its env.py."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from toolkit.commands.replay import configuration_of
from toolkit.replay.part import Replay
from toolkit.setup.scratch_server import COPIED


def isolated(folder: Path, server: sa.URL, experiments: Sequence[str]) -> Replay:
    return Replay(
        folder,
        configuration_of(folder, isolated=True),
        server,
        COPIED,
        experiments,
        url_names=("DATABASE_URL",),
        isolated=True,
    )

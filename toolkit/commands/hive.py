"""The program `hive`: Invoke's, over the same commands; wrong usage exits 2."""

import sys
from collections.abc import Callable
from importlib.metadata import version

from invoke.config import Config
from invoke.exceptions import ParseError
from invoke.program import Program

from toolkit.commands.namespace import namespace
from toolkit.report.terminal import err


class HiveConfig(Config):
    """Invoke's own settings under a name of ours, so that nobody's `invoke.yaml` is read."""

    prefix: str = "hive-invoke"


class Hive(Program):
    """Invoke exits 1 on wrong usage and shows a traceback for a number that is none."""

    def parse_core_args(self) -> None:
        _usage(super().parse_core_args)

    def parse_tasks(self) -> None:
        _usage(super().parse_tasks)


def _usage(parse: Callable[[], None]) -> None:
    try:
        parse()
    except (ParseError, ValueError) as error:
        err(f"hive: {error}\nNext: hive --list, or hive --help COMMAND")
        sys.exit(2)


program = Hive(
    name="hive",
    binary="hive",
    namespace=namespace,
    version=version("hive-toolkit"),
    config_class=HiveConfig,
)

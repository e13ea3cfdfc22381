"""python -m integrations work | send | left"""

import argparse
import sys
from collections.abc import Sequence

from sqlalchemy.exc import OperationalError

from integrations.settings import SettingsError, database, slot


def main(words: Sequence[str] | None = None) -> int:
    """An exit code: 0 done, 1 something is left to do, 2 it could not be tried."""
    asked = _parser().parse_args(words)
    try:
        return int(asked.does(asked) or 0)
    except (SettingsError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
    except OperationalError as error:
        print(f"error: the database does not answer: {error.orig}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="integrations", description=__doc__)
    commands = parser.add_subparsers(required=True)
    commands.add_parser("work", help="be a worker until told to stop").set_defaults(does=_work)
    send = commands.add_parser("send", help="order a mailing; the same name is the same mailing")
    send.add_argument("name")
    send.add_argument("readers", nargs="+")
    send.set_defaults(does=_send)
    left = commands.add_parser("left", help="what is not done, with its slot and version")
    left.set_defaults(does=_left)
    return parser


def _work(_: argparse.Namespace) -> None:
    slot(), database()  # what is wrong with them is said at once
    from integrations.worker import work

    work()


def _send(asked: argparse.Namespace) -> None:
    from integrations.client import client, order

    with client() as dbos:
        order(dbos, asked.name, asked.readers)


def _left(_: argparse.Namespace) -> bool:
    from integrations.client import client, left

    with client() as dbos:
        found = left(dbos)
    for one in found:
        print(f"{one.workflow_id:24} {one.status:9} {one.executor_id or '-'} {one.app_version}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())

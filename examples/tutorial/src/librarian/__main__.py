"""`python -m librarian [QUESTION ...]`: the answers; to questions.txt where none is asked."""

import argparse
import os
import sys
from pathlib import Path

from dbos import WorkflowHandle

from librarian import model
from librarian.sandbox import LEVELS, SandboxError

try:
    from librarian.engine import EngineError, begun, running
    from librarian.librarian import Proven, box
except model.ModelError as error:  # where the agent is made, its model is
    print(f"not begun: {error}", file=sys.stderr)
    sys.exit(2)


def main() -> int:
    """0: there are answers; 1: to one there is none that is proven; 2: nothing was begun."""
    parser = argparse.ArgumentParser(prog="python -m librarian", description=__doc__)
    parser.add_argument("questions", nargs="*", metavar="QUESTION")
    parser.add_argument("--sandbox", choices=LEVELS, default="", help="default: bwrap")
    asked = parser.parse_args()
    questions = asked.questions or Path("questions.txt").read_text().splitlines()
    os.environ["LIBRARIAN_SANDBOX"] = asked.sandbox
    try:
        print(f"model    {model.name()}\nsandbox  {box().header}", flush=True)
        with running():
            handles = [begun(question) for question in questions]
            shown = [show(*one) for one in zip(questions, handles, strict=True)]
    except (EngineError, SandboxError) as error:
        print(f"not begun: {error}", file=sys.stderr)
        return 2
    return 0 if all(shown) else 1


def show(question: str, handle: WorkflowHandle[Proven | str]) -> bool:
    """Print what it comes to; whether that is an answer."""
    found = handle.get_result(polling_interval_sec=0.05)
    if isinstance(found, str):
        print(f"{question}\n  {found}", flush=True)
        return False
    print(f"{question}\n  {found.answer.text}\n  proven by {found.source or 'nothing'}", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())

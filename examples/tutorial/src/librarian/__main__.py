"""`python -m librarian QUESTION`: the answer."""

import argparse
import asyncio
import sys

from pydantic_ai.exceptions import AgentRunError

from librarian.librarian import ask


def main() -> int:
    """0: there is an answer; 1: none that is proven."""
    parser = argparse.ArgumentParser(prog="python -m librarian", description=__doc__)
    parser.add_argument("question")
    try:
        found = asyncio.run(ask(parser.parse_args().question))
    except AgentRunError as error:
        print(f"no answer: {error}")
        return 1
    print(f"{found.answer.text}\n  proven by {found.source or 'nothing'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

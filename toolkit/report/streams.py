"""Where output goes: a project's code is given other streams, so that its words are not ours."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept() -> Iterator[None]:
    """After the block stdout and stderr are what they were before it.

    ^C may come just as others are put in their place, or taken away, and then nobody undoes that.
    """
    ours = sys.stdout, sys.stderr
    try:
        yield
    finally:
        sys.stdout, sys.stderr = ours

"""The process environment: the only user of os.environ."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


def current() -> dict[str, str]:
    """A copy of the process environment."""
    return dict(os.environ)


@contextmanager
def exported(values: Mapping[str, str]) -> Iterator[None]:
    """`values` stand in the process environment for as long as the block runs."""
    before = {key: os.environ.get(key) for key in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value

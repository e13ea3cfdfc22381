"""A list in one text, in every form that people write it."""

import pytest

from toolkit.settings import lists


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("", ()),
        ("   ", ()),
        ("vector", ("vector",)),
        ("vector,uuid-ossp", ("vector", "uuid-ossp")),
        (" vector , uuid-ossp ", ("vector", "uuid-ossp")),
        ('["vector", "uuid-ossp"]', ("vector", "uuid-ossp")),
        ("[]", ()),
        ("vector\nuuid-ossp", ("vector", "uuid-ossp")),
        ("\nvector,\nuuid-ossp,\n", ("vector", "uuid-ossp")),
    ],
)
def test_reads(text: str, items: tuple[str, ...]) -> None:
    assert lists.parse(text) == items


@pytest.mark.parametrize(
    "text", ["[vector]", '["a"', "a,,b", "a,", "{a}", '"a" "b"', "[1]", '[""]']
)
def test_refuses_and_names_the_forms(text: str) -> None:
    with pytest.raises(ValueError, match="accepted: a,b"):
        lists.parse(text)

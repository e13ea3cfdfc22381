"""What differs, as lines, JSON and a page that lets nothing that it shows act."""

import json
import re

import pytest

from tests.unit.report.test_replay_page import CSS, HOSTILE, Read
from toolkit.findings import Difference, Differences
from toolkit.report.drift import document, lines, total
from toolkit.report.page.drift import drift

FOUND = Differences(
    "revision r2",
    (
        Difference("index public.a.ix", "absent", "INDEX USING btree (b)", "",
                   "invoke bootstrap --repair", ("CREATE INDEX",)),
        Difference("column public.a.b", "different", "integer", "text", "", ("ALTER", "-- or")),
    ),
    ("column public.a.c is not declared",),
)  # fmt: skip


def test_lines_say_object_both_definitions_and_what_goes_on() -> None:
    assert list(lines(FOUND)) == [
        "● index public.a.ix is missing",
        "    declared  INDEX USING btree (b)",
        "    found     nothing",
        "    next      invoke bootstrap --repair",
        "≠ column public.a.b differs",
        "    declared  integer",
        "    found     text",
        "    by hand   ALTER",
        "              -- or",
        "note: column public.a.c is not declared",
    ]
    assert total(FOUND) == "2 objects differ from revision r2, 1 of them for a person"
    assert total(Differences("the models")) == "nothing differs from the models"


def test_the_document_has_all_of_it() -> None:
    one = json.loads(json.dumps(document(FOUND)))["differences"][0]
    assert one == {
        "subject": "index public.a.ix",
        "verdict": "absent",
        "declared": "INDEX USING btree (b)",
        "found": "",
        "next": "invoke bootstrap --repair",
        "sql": ["CREATE INDEX"],
    }


def test_no_secret_is_shown() -> None:
    secret = "postgresql://me:s3cret@host/name"
    shown = Differences(
        "r1", (Difference(secret, "less", secret, secret, "", (secret,)),), (secret,)
    )
    for text in (*lines(shown), json.dumps(document(shown)), drift("x", shown)):
        assert "s3cret" not in text


def test_the_page_holds_both_sides_and_needs_nothing_else() -> None:
    written = drift("hive", FOUND)
    found = Read(written)
    for words in ("INDEX USING btree (b)", "nothing", "ALTER", "invoke bootstrap --repair",
                  "column public.a.c is not declared", "2 objects differ"):  # fmt: skip
        assert words in found.text
    rows = [one["data-verdict"] for one in found.all("li") if "data-verdict" in one]
    boxes = [one["value"] for one in found.all("input") if one.get("type") == "checkbox"]
    assert rows == boxes == ["mendable", "person"]
    assert len(found.all("article")) == 2
    assert not re.search(r"(?:src|href)=\"(?!#|data:)", written)
    assert ".sides {" in CSS


def test_a_page_of_nothing() -> None:
    assert "Nothing differs." in Read(drift("hive", Differences("revision r2"))).text


@pytest.mark.parametrize("word", HOSTILE)
def test_whatever_is_in_it_is_text(word: str) -> None:
    def page(text: str) -> str:
        one = Difference(text, "absent", text, text, "", (text,))
        return drift(text, Differences(text, (one,), (text,)))

    written = page(word)
    written.encode()
    assert [name for name, _ in Read(written).tags] == [name for name, _ in Read(page("a")).tags]

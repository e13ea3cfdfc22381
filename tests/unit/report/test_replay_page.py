"""The page is one file, holds everything, and lets nothing that it shows act."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from toolkit.findings import Judgement, Replayed, Statement, Verdict
from toolkit.report import page, redact
from toolkit.report.page.tag import Html, tag

PROVED, REFUTED, NOT_RUN = Judgement
HOSTILE = (
    "</script><script>alert(1)</script>",
    "</style></title></pre>",
    "\"'><img src=x onerror=alert(1)>",
    "<!-- $script ${style} $$ -->",
    "&lt; &amp;amp; &#0;",
    "\x00\x1b[31m \u202e \ud800",
    "ключ 🐘 a b/c?d#e%41",
)
CSS = (Path(page.__file__).parent / "page.css").read_text()


class Read(HTMLParser):
    """Elements that were opened and closed properly, and the text outside style and script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((name, dict(attributes)))
        if name not in ("meta", "link", "input"):
            self.open.append(name)

    def handle_endtag(self, name: str) -> None:
        if name != "input":
            assert self.open.pop() == name

    def handle_data(self, text: str) -> None:
        if self.open[-1:] not in (["style"], ["script"]):
            self.text += text

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.tags if found == name]


def history(word: str) -> list[Replayed]:
    return [
        Replayed(word, (), word, (Statement(word, 0.1), Statement(word, 0.0)), (
            Verdict(word, "first", PROVED, reason=word),
            Verdict(word, "rerun", REFUTED, word, word, word, f"-{word}\n+{word}"),
            Verdict(word, word, NOT_RUN, word, word, word, word),
        )),
        Replayed("next", (word, "gone"), "", (), (Verdict("next", "first", PROVED),)),
    ]  # fmt: skip


@pytest.mark.parametrize("word", HOSTILE)
def test_whatever_is_in_it_is_text(word: str) -> None:
    written = page.replay(word, history(word))
    written.encode()
    harmless = Read(page.replay("a", history("a")))
    found = Read(written)
    assert [name for name, _ in found.tags] == [name for name, _ in harmless.tags]
    shown = re.sub(r"[\x00-\x1f\ud800\u202e]", lambda one: ascii(one[0])[1:-1], word)
    assert found.text.count(shown) > 15


def test_markup_in_an_attribute_stays_in_it() -> None:
    assert tag("a", "<b>", title='"><b>') == '<a title="&quot;&gt;&lt;b&gt;">&lt;b&gt;</a>'
    assert tag("p", Html("<b>"), hidden=False, checked=True) == "<p checked><b></p>"


def test_style_and_script_are_those_that_the_policy_allows() -> None:
    written = page.replay("a", history("a"))
    policy = Read(written).all("meta")[1]["content"] or ""
    for name in ("style", "script"):
        (body,) = re.findall(f"<{name}>(.*?)</{name}>", written, re.DOTALL)
        allowed = b64encode(sha256(body.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{allowed}'" in policy
    assert "default-src 'none'" in policy


def test_it_needs_no_other_file() -> None:
    found = Read(page.replay("a", history("a")))
    assert {one.get("href") for one in found.all("a")} == {
        "#",
        "#a",
        "#next",
    }  # a parent that is not shown is no link
    assert not [one for _, one in found.tags if "src" in one or "style" in one]
    assert [one["href"] for one in found.all("link")] == ["data:,"]
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_each_row_has_its_worst_verdict_and_leads_to_its_article() -> None:
    found = Read(page.replay("a", history("ключ 1")))
    rows = [one["data-verdict"] for one in found.all("li") if "data-verdict" in one]
    assert rows == ["refuted", "proved"]
    assert [one["id"] for one in found.all("article")] == ["ключ 1", "next"]
    assert "#%D0%BA%D0%BB%D1%8E%D1%87%201" in {one["href"] for one in found.all("a")}


def test_a_secret_that_is_a_word_of_the_page_does_not_break_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(redact, "_secrets", {"refuted"})
    found = Read(page.replay("a", history("a")))
    assert "refuted" in {one.get("data-verdict") for one in found.all("li")}
    assert "refuted" not in found.text


def test_nothing_to_show_is_shown() -> None:
    assert "0 revisions" in Read(page.replay("a", [])).text
    assert (
        "no reason"
        in Read(
            page.replay("a", [Replayed("a", (), "", (), (Verdict("a", "first", NOT_RUN),))])
        ).text.lower()
    )


def _contrast(one: str, other: str) -> float:
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read(scheme: int) -> None:
    found = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([\w-]+): #(\w+);", found))
    assert len(colours) == 11
    for ink in ("ink", "faint", "proved", "refuted", "not-run"):
        for paper in ("paper", "raised", "chosen"):
            assert _contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
    for paper in ("gone", "come"):
        assert _contrast(colours["ink"], colours[paper]) >= 4.5

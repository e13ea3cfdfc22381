"""The page of a replay, opened from its file and used by mouse and keyboard in a real browser."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from toolkit.findings import Judgement, Replayed, Statement, Verdict
from toolkit.report import page

from .browser import Browser, browser, found

PROVED, REFUTED, NOT_RUN = Judgement
SQL = "CREATE TYPE mood AS ENUM ('good', 'bad')"
HISTORY = [
    Replayed("a1", (), "moods", (Statement(SQL, 0.25), Statement("SELECT 1", 0.125)), (
        Verdict("a1", "first", PROVED, seconds=0.5),
        Verdict("a1", "rerun", REFUTED, SQL, "42710", "it exists", "-enum mood\n+enum rood"),
    )),
    Replayed("b2", ("a1",), "names", (Statement("CREATE TABLE names ()", 0.1),), (
        Verdict("b2", "first", PROVED),
        Verdict("b2", "rerun", PROVED),
    )),
    Replayed("c3", ("a1",), "places", (), (
        Verdict("c3", "first", PROVED),
        Verdict("c3", "roundtrip", NOT_RUN, reason="no downgrade()"),
    )),
    Replayed("d4", ("b2", "c3"), "merge", (), (Verdict("d4", "first", PROVED),)),
]  # fmt: skip
HOSTILE = (
    "</script><script>hacked=1</script>",
    "\"'><img src=x onerror=hacked=1>",
    "</style></title></pre><svg onload=hacked=1>",
    "javascript:hacked=1",
    "ключ 🐘 a b/c?d#e%41",
)
Open = Callable[..., Browser]


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Browser]:
    program = found()
    if program is None:
        missing = "no browser: apt-get install chromium"
        (pytest.fail if request.config.getoption("--full") else pytest.skip)(missing)
    with browser(program, tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture
def opened(running: Browser, tmp_path: Path) -> Iterator[Open]:
    """A page in the browser; that nothing went wrong in it is seen at the end."""

    def show(history: list[Replayed] = HISTORY, revision: str = "") -> Browser:
        file = tmp_path / "replay.html"
        file.write_text(page.replay("shop", history), encoding="utf-8")
        running.open(file.as_uri() + (f"#{quote(revision, safe='')}" if revision else ""))
        return running

    running.size(1280, 800)
    running.media()
    running.seen.clear()
    yield show
    running.settle()
    assert [one for one in running.seen if _wrong(one)] == []


def _wrong(event: dict[str, object]) -> bool:
    """Something thrown, complained of or asked of the network."""
    if event["method"] == "Network.requestWillBeSent":
        return '"url": "file:///' not in str(event).replace("'", '"')
    return event["method"] in (
        "Runtime.exceptionThrown",
        "Runtime.consoleAPICalled",
        "Log.entryAdded",
        "Page.javascriptDialogOpening",
    )


def shown(page: Browser) -> list[str]:
    """The revisions whose article is in sight."""
    found: list[str] = page.js(
        "[...document.querySelectorAll('article')].filter(a => a.checkVisibility()).map(a => a.id)"
    )
    return found


def rows(page: Browser) -> list[str]:
    """The revisions whose row is in sight."""
    visible = "[...document.querySelectorAll('nav li')].filter(r => r.checkVisibility())"
    found: list[str] = page.js(f"{visible}.map(r => r.querySelector('b').textContent)")
    return found


def row(number: int) -> str:
    return f"nav li:nth-child({number}) a"


def focused(page: Browser) -> str:
    """The revision that has the focus, and whether its row or its article has it."""
    e = "document.activeElement"
    found: str = page.js(f"{e}.id || {e}.querySelector('b')?.textContent + ' in the list'")
    return found


def overview(page: Browser) -> bool:
    found: bool = page.js("document.querySelector('.overview').checkVisibility()")
    return found


def style(page: Browser, selector: str, name: str) -> str:
    found: str = page.js(f"getComputedStyle(document.querySelector('{selector}')).{name}")
    return found


def test_it_opens_with_the_counts_and_what_is_refuted(opened: Open) -> None:
    page = opened()
    assert (shown(page), overview(page)) == ([], True)
    assert page.js("document.title") == "shop: replay"
    said = page.js("document.body.innerText")
    assert "4 revisions: 5 proved, 1 refuted, 1 not-run" in said
    assert "a1 rerun it exists" in " ".join(said.replace("✘", "").split())
    page.click(".overview li a")
    assert (shown(page), overview(page)) == (["a1"], False)


def test_a_click_opens_verdicts_statements_times_and_diffs(opened: Open) -> None:
    page = opened()
    page.click(row(1))
    assert shown(page) == ["a1"]
    assert page.js("location.hash") == "#a1"
    said = page.js("document.querySelector('article:target').innerText")
    for words in ("it exists", "42710", SQL, "0.250 s", "0.125 s", "2 statements in 0.375 s"):
        assert words in said
    assert page.js("document.querySelector('article:target del').textContent") == "-enum mood"
    assert page.js("document.querySelector('article:target ins').textContent") == "+enum rood"
    assert page.js("document.querySelector('[aria-current]').textContent").count("a1") == 1
    page.click(row(2))
    assert shown(page) == ["b2"]
    page.click("article:target .place a")
    assert shown(page) == ["a1"]
    page.click("article:target .close")
    assert (shown(page), overview(page)) == ([], True)


def test_back_is_where_one_was(opened: Open) -> None:
    page = opened()
    page.click(row(1))
    page.click(row(3))
    page.js("history.back()")
    page.until("location.hash === '#a1'")
    page.settle()
    assert shown(page) == ["a1"]
    assert page.js("document.querySelectorAll('[aria-current]').length") == 1


def test_the_keyboard_is_enough(opened: Open) -> None:
    page = opened()
    for _ in range(5):  # three verdicts, the search, the first row
        page.press("Tab")
    assert focused(page) == "a1 in the list"
    assert style(page, row(1), "outlineStyle") == "solid"
    page.press("ArrowDown")
    page.press("ArrowDown")
    assert (focused(page), shown(page)) == ("c3 in the list", [])
    page.press("Enter")
    assert (focused(page), shown(page)) == ("c3", ["c3"])
    page.press("Escape")
    assert (focused(page), shown(page)) == ("c3 in the list", ["c3"])
    page.press("ArrowUp")
    page.press("Enter")
    assert shown(page) == ["b2"]
    page.press("Escape")
    page.press("End")
    assert focused(page) == "d4 in the list"
    page.press("ArrowDown")
    page.press("Home")
    assert focused(page) == "a1 in the list"
    page.js("document.querySelector('[aria-current]').focus()")
    page.press("Escape")
    assert (shown(page), overview(page)) == ([], True)


def test_verdicts_are_filtered(opened: Open) -> None:
    page = opened()
    lines = "[...document.querySelectorAll('nav .line')].some(l => l.checkVisibility())"
    assert (rows(page), page.js(lines)) == (["a1", "b2", "c3", "d4"], True)
    page.click("label:has([value=proved])")
    assert (rows(page), page.js(lines)) == (["a1", "c3"], False)
    assert page.js("document.querySelector('output').value") == "2 of 4 shown"
    page.click("label:has([value=not-run])")
    assert rows(page) == ["a1"]
    page.click("label:has([value=refuted])")
    assert rows(page) == []
    for verdict in ("proved", "not-run", "refuted"):
        page.click(f"label:has([value={verdict}])")
    assert (rows(page), page.js(lines)) == (["a1", "b2", "c3", "d4"], True)
    assert page.js("document.querySelector('output').value") == ""


def test_a_word_of_a_statement_finds_its_revision(opened: Open) -> None:
    page = opened()
    page.click("[type=search]")
    page.type("table NAMES")
    assert rows(page) == ["b2"]
    page.press("Enter")
    assert rows(page) == ["b2"]
    page.press("Tab")
    page.press("ArrowDown")
    page.press("Enter")
    assert shown(page) == ["b2"]


@pytest.mark.parametrize("revision", ["c3", *HOSTILE])
def test_an_address_leads_to_a_revision(opened: Open, revision: str) -> None:
    before = [Replayed(f"x{number}", (), "") for number in range(60)]
    page = opened([*before, Replayed(revision, (), "here")], revision)
    assert shown(page) == [revision]
    box = page.js("(r => [r.top, r.bottom])(document.querySelector('[aria-current]')"
                  ".getBoundingClientRect())")  # fmt: skip
    assert 0 < box[0] < box[1] <= 800
    assert page.js("document.scrollingElement.scrollTop") == 0


def test_an_address_of_nothing_is_the_overview(opened: Open) -> None:
    page = opened(revision="no such%one")
    assert (shown(page), overview(page)) == ([], True)


def test_nothing_that_it_shows_acts(opened: Open) -> None:
    history = [
        Replayed(word, (), word, (Statement(word, 0.1),), (
            Verdict(word, "first", REFUTED, word, word, word, f"-{word}\n+{word}"),
            Verdict(word, word, NOT_RUN, word, word, word, word),
        ))
        for word in HOSTILE
    ]  # fmt: skip
    page = opened(history)
    for number, word in enumerate(HOSTILE, 1):
        page.click(row(number))
        assert shown(page) == [word]
        assert page.js("document.querySelector('article:target').innerText").count(word) >= 8
    assert page.js("typeof hacked") == "undefined"
    assert page.js("document.querySelectorAll('script, img').length") == 1


def test_its_policy_runs_no_other_script(opened: Open) -> None:
    page = opened()
    page.js("document.body.append(Object.assign(document.createElement('script'),"
            " {textContent: 'hacked = 1'}))")  # fmt: skip
    page.js("document.body.insertAdjacentHTML('beforeend', '<p onclick=\"hacked=1\">x</p>')")
    page.js("document.body.lastChild.click()")
    page.js("new Image().src = 'http://127.0.0.1:9/'")
    page.settle()
    assert page.js("typeof hacked") == "undefined"
    refused = [one for one in page.seen if one["method"] == "Log.entryAdded"]
    page.seen.clear()
    assert len(refused) >= 3
    assert all("Content Security Policy" in one["params"]["entry"]["text"] for one in refused)


def test_dark_where_one_likes_it_dark(opened: Open) -> None:
    page = opened()
    light = style(page, "body", "backgroundColor"), style(page, ".node.refuted", "fill")
    page.media(scheme="dark")
    dark = style(page, "body", "backgroundColor"), style(page, ".node.refuted", "fill")
    assert light == ("rgb(255, 255, 255)", "rgb(184, 63, 0)")
    assert dark == ("rgb(20, 23, 27)", "rgb(255, 138, 76)")


def test_on_paper_everything_that_is_not_proved_is_told(opened: Open) -> None:
    page = opened(revision="b2")
    page.media(media="print", scheme="dark")
    assert shown(page) == ["a1", "b2", "c3"]
    assert (overview(page), rows(page)) == (True, ["a1", "b2", "c3", "d4"])
    assert style(page, "body", "backgroundColor") == "rgb(255, 255, 255)"
    assert style(page, "form", "display") == "none"
    assert style(page, "main", "overflow") == "visible"


def test_a_narrow_window_shows_one_thing_at_a_time(opened: Open) -> None:
    page = opened()
    page.size(400, 800)
    assert page.js("document.scrollingElement.scrollWidth") <= 400
    page.click(row(1))
    assert page.js("document.elementFromPoint(200, 700).closest('article, body').id") == "a1"
    page.click("article:target .close")
    page.click(row(4))
    assert shown(page) == ["d4"]


def test_five_hundred_revisions_are_used_without_waiting(opened: Open) -> None:
    """Branches that begin and are merged; what a person does takes no seconds."""
    verdicts = [(name, PROVED) for name in ("first", "rerun", "crash", "strict-crash")]
    history = []
    for number in range(500):
        name, last = f"r{number}", f"r{number - 1}"
        branched = {0: (f"r{number - 3}",), 9: (last, f"r{number - 10}")}.get(number % 10, (last,))
        made = tuple(Statement(f"CREATE TABLE t{number}_{n} ()", n / 100) for n in range(10))
        found = tuple(Verdict(name, *one) for one in verdicts)
        history.append(Replayed(name, branched if number > 9 else (), name, made, found))
    page = opened(history, "r480")
    begun = time.monotonic()
    page.click("[type=search]")
    page.type("t321_4")
    assert rows(page) == ["r321"]
    page.click(row(322))
    assert shown(page) == ["r321"]
    page.click("[type=search]")
    page.js("document.querySelector('[type=search]').select()")
    page.type("r")
    assert len(rows(page)) == 500
    assert time.monotonic() - begun < 5


def test_without_its_script_it_is_still_read(opened: Open) -> None:
    page = opened()
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.load("Page.reload")
        assert style(page, "form", "display") == "none"
        page.click(row(1))
        assert shown(page) == ["a1"]
    finally:
        page.call("Emulation.setScriptExecutionDisabled", value=False)

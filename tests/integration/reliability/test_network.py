"""What befalls a connection on its way."""

from typing import Any

import pytest

from tests.integration.reliability.ground import Ground, sampled
from tests.integration.reliability.proxy import Befalls, Proxy
from toolkit.database import silence

TYPED = pytest.param("typed", marks=pytest.mark.full)
STEPS = ("role", "database", "extensions", "enum types", "migrations", "run revision a2 (names)",
         "enum labels", "reference rows", "trigram similarity", "single head")  # fmt: skip
SAID = 126
"""How much is said in a bootstrap that nothing befalls."""


def somewhere(*sample: int, typed: tuple[int, ...]) -> list[Any]:
    """At all that is said, of which these belong to the sample; a few as commands."""
    here = [("here", n, () if n in sample else pytest.mark.full) for n in range(1, SAID + 1)]
    there = [("typed", n, pytest.mark.full) for n in typed]
    return [pytest.param(way, n, marks=marks) for way, n, marks in (*here, *there)]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process silence is noticed sooner than would be wise."""
    monkeypatch.setattr(silence, "EVERY", 0.1)
    monkeypatch.setattr(silence, "LEAST", 0.5)


@pytest.mark.parametrize("way", ["waiting", "again", TYPED])
@pytest.mark.parametrize("longest", sampled(0, 1, 14, 60, 300, every=3))
def test_cut_while_connecting(ground: Ground, proxy: Proxy, way: str, longest: int) -> None:
    """At the first byte, within the exchange of the password, after it."""
    proxy.longest = longest
    ground.passes(way, proxy.lift, proxy.before(ground.url))


@pytest.mark.parametrize("step", sampled(*STEPS, every=5))
def test_cut_in_each_step(ground: Ground, proxy: Proxy, step: str) -> None:
    url, told = proxy.before(ground.url), list[str]()

    def when(text: str) -> None:
        if text == step:
            told.append(text)
            proxy.cut()

    ended = ground.bootstrap(url, when)
    assert told == [step], str(ended)
    ground.goes_on(ended, url)


@pytest.mark.parametrize("fate", [Befalls.CUT, Befalls.CUT_ANSWER])
@pytest.mark.parametrize(("way", "at"), somewhere(9, 50, 114, typed=(5, 20, 60, 100, 130)))
def test_cut_in_a_statement(ground: Ground, proxy: Proxy, way: str, at: int, fate: Befalls) -> None:
    """Before it arrives, and when it is done but for its answer."""
    url, go = proxy.before(ground.url), ground.typed if way == "typed" else ground.bootstrap
    proxy.befalls[at] = fate
    ground.goes_on(go(url, deadline=2), url, go)


@pytest.mark.parametrize(
    ("way", "latency"),
    [
        ("here", 0.005),
        pytest.param("here", 0.15, marks=pytest.mark.full),
        pytest.param("typed", 0.15, marks=pytest.mark.full),
    ],
)
def test_latency(ground: Ground, proxy: Proxy, way: str, latency: float) -> None:
    """Seconds each way; the deadline is for an answer, not for all of them."""
    go = ground.typed if way == "typed" else ground.bootstrap
    proxy.latency = latency
    ground.converged(go(proxy.before(ground.url), deadline=5, longest=200))


@pytest.mark.parametrize("way", ["again", TYPED])
def test_black_hole(ground: Ground, proxy: Proxy, way: str) -> None:
    proxy.silence()
    ground.passes(way, proxy.lift, proxy.before(ground.url))


@pytest.mark.parametrize("fate", [Befalls.SILENCE, Befalls.SILENT_ANSWER])
@pytest.mark.parametrize(("way", "at"), somewhere(9, 70, typed=(5, 20, 60, 100, 130)))
def test_silence_in_a_statement(
    ground: Ground, proxy: Proxy, impatient: None, way: str, at: int, fate: Befalls
) -> None:
    url, go = proxy.before(ground.url), ground.typed if way == "typed" else ground.bootstrap
    proxy.befalls[at] = fate
    ended = go(url, deadline=0.5)
    proxy.lift()
    ground.goes_on(ended, url, go)

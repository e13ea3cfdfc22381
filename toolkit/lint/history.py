"""The graph of a project's revisions: where it forks, where it goes in a circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Graph = Mapping[str, Sequence[str]]


def forked(graph: Graph) -> dict[str, str]:
    """Heads that share a revision with another head, by that."""
    followed = {down for downs in graph.values() for down in downs}
    reached: dict[str, str] = {}
    found: dict[str, str] = {}
    for head in (one for one in graph if one not in followed):
        ahead = [head]
        while ahead:
            one = ahead.pop()
            other = reached.setdefault(one, head)
            if other != head:
                found[head] = other
                found.setdefault(other, head)
            else:
                ahead += [down for down in graph.get(one, ()) if reached.get(down) != head]
    return found


def cyclic(graph: Graph) -> frozenset[str]:
    """What is left when whatever ends somewhere, above or below, is taken away."""
    left = set(graph)
    turned: dict[str, list[str]] = {one: [] for one in graph}
    for one, downs in graph.items():
        for down in downs:
            turned.setdefault(down, []).append(one)
    for edges in (graph, turned):
        left = _circles(left, edges)
    return frozenset(left)


def _circles(left: set[str], edges: Mapping[str, Sequence[str]]) -> set[str]:
    """Without those from which every way ends."""
    counts = {one: sum(next_ in left for next_ in edges.get(one, ())) for one in left}
    before: dict[str, list[str]] = {}
    for one in left:
        for next_ in edges.get(one, ()):
            before.setdefault(next_, []).append(one)
    ending = [one for one, count in counts.items() if not count]
    while ending:
        done = ending.pop()
        left.discard(done)
        for one in before.get(done, ()):
            counts[one] = counts.get(one, 0) - 1
            if counts[one] == 0:
                ending.append(one)
    return left

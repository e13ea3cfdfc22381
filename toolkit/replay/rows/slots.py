"""What may go into columns that have to be chosen together, and all that makes a row of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

Option = tuple[str, ...]
"""An expression for each column: a constant, NULL or DEFAULT."""


def _nothing() -> Sequence[Option]:
    return ()


@dataclass
class Slot:
    """`options` in the order in which rows take them; `spare` ones are only for when those fail.

    `empty` has the NULLs that are allowed.
    """

    columns: tuple[str, ...]
    options: list[Option]
    empty: Option | None = None
    spare: Callable[[], Sequence[Option]] = field(default=_nothing)

    def nth(self, n: int) -> Option:
        return self.options[n % len(self.options)]

    def extend(self) -> None:
        """Have the spare ones too."""
        self.options = list(dict.fromkeys([*self.options, *self.spare()]))
        self.spare = _nothing


@dataclass
class Search:
    """A row that the server refuses: other options of the slots that it blames, one by one."""

    slots: Sequence[Slot]
    shifts: dict[int, int] = field(default_factory=dict)
    tried: dict[tuple[int, ...], int] = field(default_factory=dict)

    def row(self, n: int) -> list[Option]:
        return [slot.nth(n + self.shifts.get(at, 0)) for at, slot in enumerate(self.slots)]

    def blame(self, columns: Sequence[str]) -> bool:
        """Turn to the next options of the slots with these columns; True where all were tried.

        Without columns, nobody knows which: all turn at once.
        """
        if not columns:
            for at, slot in enumerate(self.slots):
                slot.extend()
                self.shifts[at] = self.shifts.get(at, 0) + 1
            return False
        places = tuple(at for at, slot in enumerate(self.slots) if {*slot.columns} & {*columns})
        step = self.tried[places] = self.tried.get(places, 0) + 1
        for at in places:
            self.slots[at].extend()
            step, self.shifts[at] = divmod(step, len(self.slots[at].options))
        return step > 0


def pinned(slot: Slot, columns: Mapping[str, str | None]) -> Slot:
    """With one option, if it has any of these columns: one of such values, as far as they say."""
    names = {*slot.columns} & {*columns}
    if not names:
        return slot
    if len(slot.columns) == 1 and (value := columns[slot.columns[0]]):
        return replace(slot, options=[(value,)], spare=_nothing)
    options = [one for one in slot.options if _fits(one, slot, columns)] or slot.options
    return replace(slot, options=options[:1], spare=_nothing)


def _fits(option: Option, slot: Slot, columns: Mapping[str, str | None]) -> bool:
    pairs = zip(slot.columns, option, strict=True)
    return all(columns.get(name) in (None, value) for name, value in pairs)


def row_of(slots: Sequence[Slot], n: int) -> list[Option]:
    return [slot.nth(n) for slot in slots]


def empty_of(slots: Sequence[Slot], n: int) -> list[Option]:
    """The same with NULLs."""
    return [slot.empty or slot.nth(n) for slot in slots]

"""Stands for what a module would have had, had it been possible to import it.

Good for anything that a module does at its top (a decorator, a base class, a chain of attributes),
and for nothing in SQL. As text it carries a mark, so that it is found in whatever it was made part
of.
"""

import re
from collections.abc import Iterator
from types import FunctionType
from typing import Any, Protocol

MARK = re.compile(r"__stand_in__(.+?)__end__", re.IGNORECASE)
OF_A_MODEL = frozenset({"__table__", "__tablename__", "__table_args__", "__mapper__"})
"""The names with underscores that are no protocol of Python's or of a library's."""
KEPT = (
    "add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow and rand"
    " or ror xor rxor lshift rlshift rshift rrshift neg pos invert getitem enter copy deepcopy"
)
NUMBERS = "int float complex index bytes fspath"


class Touch(Protocol):
    """Hears that a stand-in is used; `decides`: so that a made-up answer comes of it."""

    def __call__(self, path: str, *, decides: bool = False) -> None: ...


class StandInError(BaseException):
    """A revision needs what is only stood in for: what it would have done is not known.

    No Exception, so that no revision takes it for one of its own.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class StandIn:
    """`path` begins with the module's name. What is kept of it here has names that no project has:
    all others are the project's."""

    def __init__(self, path: str, touch: Touch) -> None:
        self._stand_in_path, self._stand_in_touch = path, touch

    def __getattr__(self, name: str) -> "StandIn":
        self._stand_in_touch(self._stand_in_path)
        path = f"{self._stand_in_path}.{name}"
        if name.startswith("_") and name not in OF_A_MODEL:
            raise AttributeError(f"{path} (StandIn)")
        child = self.__dict__[name] = StandIn(path, self._stand_in_touch)
        return child

    def __call__(self, *args: Any, **options: Any) -> Any:
        """As a decorator it leaves alone what it decorates."""
        self._stand_in_touch(self._stand_in_path)
        alone = len(args) == 1 and not options
        return args[0] if alone and isinstance(args[0], type | FunctionType) else self

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        """A class of nothing but stand-ins gets one base, one with a real base none of them."""
        stand_ins = [one for one in bases if isinstance(one, StandIn)]
        if len(stand_ins) < len(bases) or stand_ins[0] is not self:
            return ()
        return (_OfADerived("StandInBase", (_Derived,), {"_stand_in": self}),)

    def __str__(self) -> str:
        self._stand_in_touch(self._stand_in_path)
        return f"__stand_in__{self._stand_in_path}__end__"

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return str(self)

    def __iter__(self) -> Iterator[Any]:
        self._stand_in_touch(self._stand_in_path, decides=True)
        return iter(())

    def __len__(self) -> int:
        self._stand_in_touch(self._stand_in_path, decides=True)
        return 0

    def __contains__(self, _: object) -> bool:
        self._stand_in_touch(self._stand_in_path, decides=True)
        return False

    def __eq__(self, other: object) -> bool:
        self._stand_in_touch(self._stand_in_path, decides=True)
        return self is other

    __hash__ = object.__hash__

    def __instancecheck__(self, _: object) -> bool:
        self._stand_in_touch(self._stand_in_path, decides=True)
        return False

    __subclasscheck__ = __instancecheck__

    def __setitem__(self, *_: object) -> None:
        self._stand_in_touch(self._stand_in_path)

    __delitem__ = __exit__ = __setitem__


class _OfADerived(type):
    """Of a class with a stand-in for its base."""

    _stand_in: StandIn

    def __getattr__(cls, name: str) -> StandIn:
        return cls._stand_in.__getattr__(name)


class _Derived(metaclass=_OfADerived):
    def __init__(self, *_: object, **__: object) -> None:
        self._stand_in._stand_in_touch(self._stand_in._stand_in_path)

    def __getattr__(self, name: str) -> StandIn:
        return self._stand_in.__getattr__(name)


def found_in(value: Any) -> str | None:
    """The path of a stand-in that is in a statement's text or parameters; None: they are clean."""
    if isinstance(value, StandIn):
        return value._stand_in_path
    if isinstance(value, _Derived | _OfADerived):
        return value._stand_in._stand_in_path
    if isinstance(value, bytes):
        return found_in(value.decode("latin-1"))
    if isinstance(value, str):
        match = MARK.search(value)
        return match and match[1]
    if isinstance(value, dict):
        return found_in([*value, *value.values()])
    if isinstance(value, list | tuple | set | frozenset):
        return next(filter(None, map(found_in, value)), None)
    wrapped = getattr(value, "obj", None)  # psycopg's Json and Jsonb
    return None if wrapped is None else found_in(wrapped)


def _kept(self: StandIn, *_: object) -> StandIn:
    """What is made of a stand-in is one."""
    self._stand_in_touch(self._stand_in_path)
    return self


def _no_number(self: StandIn) -> Any:
    self._stand_in_touch(self._stand_in_path)
    raise TypeError(f"{self._stand_in_path} is only stood in for (StandIn)")


for _name in KEPT.split():
    setattr(StandIn, f"__{_name}__", _kept)
for _name in NUMBERS.split():
    setattr(StandIn, f"__{_name}__", _no_number)

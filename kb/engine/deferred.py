"""Values that are made when they are first asked for, and how values are kept as bytes."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from io import BytesIO
from threading import Lock
from typing import Any, Generic, TypeVar

__all__ = ["Deferred", "from_bytes", "to_bytes"]

_T = TypeVar("_T")


class Deferred(Generic[_T]):
    """A value that is made once, when it is first asked for. Safe to share between threads.

    As bytes it is kept apart from what refers to it, and stays deferred when that is read again.
    """

    __slots__ = ("_lock", "_made", "_make")

    def __init__(self, make: Callable[[], _T]) -> None:
        self._make = make
        self._made: tuple[_T] | None = None
        self._lock = Lock()

    @staticmethod
    def of(value: _T) -> Deferred[_T]:
        """A value that is at hand."""
        return Deferred(lambda: value)

    def get(self) -> _T:
        """The value."""
        if self._made is None:
            with self._lock:
                if self._made is None:
                    self._made = (self._make(),)
        return self._made[0]

    def __reduce__(self) -> tuple[Any, ...]:
        return _deferred, (to_bytes(self.get()),)


def _deferred(data: bytes) -> Deferred[Any]:
    return Deferred(lambda: from_bytes(data))


class _Pickler(pickle.Pickler):
    """Dataclasses are read again by calling them, which is several times faster than by their state."""

    def __init__(self, stream: BytesIO) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self._arguments: dict[type, tuple[str, ...]] = {}

    def reducer_override(self, obj: Any) -> Any:
        kind = type(obj)
        names = self._arguments.get(kind)
        if names is None:
            if not is_dataclass(kind):
                return NotImplemented
            names = self._arguments[kind] = tuple(f.name for f in fields(kind) if f.init)
        return kind, tuple(getattr(obj, name) for name in names)


def to_bytes(value: object) -> bytes:
    """The value as bytes, for `from_bytes` of the same version of this package and of Python."""
    stream = BytesIO()
    _Pickler(stream).dump(value)
    return stream.getvalue()


def from_bytes(data: bytes | memoryview) -> Any:
    """The value that `to_bytes` was given. The bytes must be trusted: they can run code."""
    return pickle.loads(data)

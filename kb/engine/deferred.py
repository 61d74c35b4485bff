"""Values that are made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Deferred"]

_T = TypeVar("_T")


class Deferred(Generic[_T]):
    """A value that is made once, when it is first asked for. Safe to share between threads."""

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

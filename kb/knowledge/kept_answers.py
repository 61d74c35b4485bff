"""What questions found out, as bytes: each part is filed under a hash of what was supposed, and read when it is asked
for, so that neither a question nor keeping its answers takes longer for what was asked before."""

from __future__ import annotations

import hashlib
from itertools import accumulate, islice, takewhile
from typing import Any

from msgspec import Struct
from msgspec.msgpack import Encoder

from licet.engine.known import Found, KnownAnswers, Supposed
from licet.knowledge.kept_form import Malformed, plain_value, read_as
from licet.logic.patterns import Pattern
from licet.logic.values import Row

__all__ = ["KeptAnswers", "decode_answers"]

_MOST = 20_000


class _Part(Struct, frozen=True, array_like=True):
    """How many answers there are under something supposed, and those as `_Answers`."""

    count: int
    answers: memoryview


class _Answers(Struct, frozen=True, array_like=True):
    found: tuple[tuple[str, Pattern, tuple[Row, ...]], ...]


class _Parts(Struct, frozen=True, array_like=True):
    """By the hash of what was supposed; what was asked last stands last."""

    parts: dict[bytes, _Part]


class KeptAnswers:
    """Answers that were kept, and those that are found since: `known` has both."""

    def __init__(self, parts: dict[bytes, _Part] | None = None) -> None:
        self._parts = parts or {}
        self.known = KnownAnswers(self._find)

    def _find(self, supposed: Supposed) -> Found:
        if not self._parts:
            return {}
        try:
            part = self._parts.get(_hash(supposed))
            answers = () if part is None else read_as(_Answers, part.answers).found
        except (OverflowError, UnicodeError, Malformed):
            return {}
        return {(relation, asked): rows for relation, asked, rows in answers}

    def encode(self) -> bytes | None:
        """All of them, but no more than so many of those asked last; None if nothing is new, or cannot be kept."""
        encoder, parts = Encoder(), dict(self._parts)
        try:
            for supposed, found in self.known.grown.items():
                key = _hash(supposed)
                answers = [(name, _plain(asked), tuple(map(_plain, rows))) for (name, asked), rows in found.items()]
                parts.pop(key, None)
                parts[key] = _Part(len(answers), memoryview(encoder.encode(_Answers(tuple(answers)))))
        except (OverflowError, UnicodeError):
            return None
        return encoder.encode(_Parts(_last(parts))) if self.known.grown else None


def decode_answers(data: memoryview) -> KeptAnswers:
    """What `KeptAnswers.encode` gave.

    Raises:
        Malformed: the bytes are not of the type.
    """
    return KeptAnswers(read_as(_Parts, data).parts)


def _last(parts: dict[bytes, _Part]) -> dict[bytes, _Part]:
    """The last of the parts that have no more than so many answers together."""
    counts = accumulate(part.count for part in reversed(parts.values()))
    kept = sum(1 for _ in takewhile(lambda count: count <= _MOST, counts))
    return dict(islice(parts.items(), len(parts) - kept, None))


def _hash(supposed: Supposed) -> bytes:
    """A name for what was supposed.

    Raises:
        OverflowError, UnicodeError: it has values that cannot be kept.
    """
    plain = [[[(name, _plain(row)) for name, row in facts] for facts in layer] for layer in supposed]
    return hashlib.blake2b(Encoder().encode(plain), digest_size=16).digest()


def _plain(row: Pattern) -> Any:
    return tuple([value if value is None else plain_value(value) for value in row])

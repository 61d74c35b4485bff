"""What may have been meant by a name that nobody declared: one that is also called so, spelled alike, or means it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec import Struct

from licet.grammar.diagnostics import Help, closest
from licet.policy.vocabulary import Vocabulary

if TYPE_CHECKING:
    from licet.policy.lexicon import Lexicon

__all__ = ["Suggestion", "Suggestions", "spelled_alike"]

_FEW = 3
_FEWEST_WORDS = 2
_CLOSE = 0.8


class Suggestion(Struct, frozen=True):
    """The names that may be meant, the likeliest first; whether they are `guessed` from what names mean, so that there
    may be no name for it yet."""

    names: tuple[str, ...]
    guessed: bool = False

    def help(self, name: str, otherwise: str | None = None) -> Help:
        """The question whether they are meant by a name, and where they are guessed what to do otherwise. One that is
        not guessed can be written instead."""
        text = _asked(self.names)
        if self.guessed:
            return Help(f"{text} if not, {otherwise}" if otherwise else text)
        return Help(text, (name, self.names[0]) if len(self.names) == 1 else None)


def spelled_alike(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is spelled most like a name. One that begins otherwise is hardly meant unless all else is
    alike: who writes `banking` does not mean `hacking`."""
    found = closest(name, candidates)
    if found is None or found[:1] == name[:1] or SequenceMatcher(None, name, found).ratio() >= _CLOSE:
        return found
    return None


class Suggestions:
    """Suggests names of a vocabulary, which is searched by words when the first name is not found by its letters."""

    __slots__ = ("_known", "_vocabulary")

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: Lexicon | None = None

    def of(self, name: str, candidates: Iterable[str]) -> Suggestion | None:
        """One of some declared names, or a few, that an unknown name may stand for; None when there is none."""
        among = frozenset(candidates)
        called = self.called(name, among)
        if called is not None:
            return called
        begun = _begun(name, among) or _with_all_words(name, among)
        if begun:
            return Suggestion(begun)
        spelled = spelled_alike(name, among)
        if spelled is not None and _numbers(spelled) == _numbers(name):
            return Suggestion((spelled,))
        alike = sorted(self._lexicon.alike(name, among), key=lambda found: _order(name, found))
        guessed = tuple(alike) or (() if spelled is None else (spelled,))
        return Suggestion(guessed, guessed=True) if guessed else None

    def called(self, name: str, candidates: Iterable[str]) -> Suggestion | None:
        """Those of some declared names that are also called so; None when there are none."""
        found = self._lexicon.also_called(name, frozenset(candidates))
        return Suggestion(found) if found else None

    def hint(self, name: str, candidates: Iterable[str], otherwise: str | None = None) -> str | None:
        """What `of` suggests, or what to do otherwise, or both where the first is guessed."""
        found = self.of(name, candidates)
        return otherwise if found is None else found.help(name, otherwise).text

    @property
    def _lexicon(self) -> Lexicon:
        if self._known is None:
            from licet.policy.lexicon import Lexicon

            self._known = Lexicon(self._vocabulary)
        return self._known


def _begun(name: str, among: frozenset[str]) -> tuple[str, ...]:
    """The name itself with its numbers apart, or those that begin with it: `phi4` is `phi_4`, `glm_5` begins
    `glm_5_air`."""
    apart = re.sub(r"(?<=[a-z])(?=[0-9])", "_", name)
    if apart in among:
        return (apart,)
    return tuple(sorted((c for c in among if c.startswith(f"{apart}_")), key=lambda c: (len(c), c)))


def _with_all_words(name: str, among: frozenset[str]) -> tuple[str, ...]:
    """The names that have all words of one without numbers: `flux_dev` may be `flux_1_dev` or `flux_2_dev`."""
    words = set(name.split("_"))
    if len(words) < _FEWEST_WORDS or _numbers(name):
        return ()
    return tuple(sorted((c for c in among if words < set(c.split("_"))), key=lambda c: (len(c), c)))


def _order(name: str, found: str) -> tuple[int, int]:
    """Names that begin with more of the same words come first, and shorter ones among them."""
    pairs = zip(name.split("_"), found.split("_"), strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return -same, len(found) if same else 0


def _numbers(name: str) -> list[str]:
    """The numbers in a name: one that has others is another thing, and no slip of the pen."""
    return re.findall(r"[0-9]+", name)


def _asked(names: tuple[str, ...]) -> str:
    *first, last = [f"`{name}`" for name in names[:_FEW]]
    if len(names) > _FEW:
        return f"did you mean {', '.join([*first, last])} …?"
    return f"did you mean {', '.join(first)} or {last}?" if first else f"did you mean {last}?"

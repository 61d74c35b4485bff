"""Receipts asked again: whether today's policies give the same answer, and if not, what is different and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from importlib.metadata import version
from typing import Any

import msgspec
from msgspec import Struct

from licet.answers.explanation import explain_use
from licet.changes.policy_changes import Level
from licet.changes.reach import Reach, Reaching
from licet.changes.uses import ANSWER_PARTS, direction_of, steps_that_differ
from licet.errors import EngineFault, LicetError, PolicyError
from licet.grammar.diagnostics import Diagnostic
from licet.receipts.statements import Stated, is_about, says_the_same, text_of
from licet.receipts.writing import policy_digest, rests_on, texts_of
from licet.verdict.base import Base
from licet.verdict.described_use import describes_use, written_out
from licet.verdict.judge import judge_use
from licet.verdict.policies import Policies
from licet.verdict.presumptions import with_presumptions
from licet.verdict.revision import assume, dated
from licet.verdict.subjects import known_readings, known_use
from licet.verdict.verdict import Duty, Pin, Verdict
from licet.views.data.answers import diagnostic_of
from licet.views.data.policy_changes import shift_of
from licet.views.data.values import place_of, values_of
from licet.views.data.verdict import verdict_of
from licet.views.outline.labels import words_of
from licet.wire import receipts as wire
from licet.wire import verdicts

__all__ = ["Rechecking", "level_of", "recheck_of"]

_FOR_PEOPLE = frozenset({"says", "title", "url", "why", "source", "place"})
_LEVELS = {
    "stricter": Level.ERR,
    "unconfirmed": Level.ERR,
    "undecided": Level.WARN,
    "unanswerable": Level.WARN,
    "looser": Level.INFO,
    "otherwise": Level.INFO,
}
_ORDER = (Level.ERR, Level.WARN, Level.INFO, None)

Then = Callable[[str], Policies | None]


def level_of(direction: str) -> Level | None:
    """How it weighs that an answer moved so: who relies on it is hurt by what is stricter. None if it is the same."""
    return _LEVELS.get(direction)


class _Answer(Struct, frozen=True, dict=True):
    """An answer to the question of a receipt: the policies that it was asked of, and whether they lack the use."""

    base: Base
    verdict: Verdict
    pins: tuple[Pin, ...]
    gone: bool

    @cached_property
    def document(self) -> verdicts.Verdict:
        """The verdict as receipts have it."""
        return verdict_of(words_of(self.base), self.verdict)


class _Former:
    """Policies of then, and what from them to today's is different."""

    def __init__(self, policies: Policies, today: Policies) -> None:
        self.policies = policies
        self.digest = policy_digest(policies.base)
        self._today = today

    @cached_property
    def reach(self) -> Reach:
        """What the change since can reach."""
        reaching = Reaching.between(self.policies.base, self._today.base)
        return reaching.of(reaching.changed)


class Rechecking:
    """Policies that receipts are asked again of."""

    def __init__(self, policies: Policies, then: Then = lambda _: None) -> None:
        """Take the policies of today.

        Args:
            policies: they.
            then: finds the policies of a commit, None if they cannot be had. It is called where an answer is another
                one, once for each commit.
        """
        self._policies = policies
        self._then = then
        self._former: dict[str, _Former | None] = {}

    @cached_property
    def _digest(self) -> str:
        return policy_digest((self._policies.loaded or self._policies).base)

    @cached_property
    def _stated(self) -> Stated:
        return Stated(self._policies.base)

    def of(self, receipt: wire.Receipt, name: str) -> wire.Rechecked:
        """What became of a receipt that is called so."""
        same = receipt.policies.digest == self._digest
        texts = tuple(self._texts(receipt))
        try:
            now = _asked(self._policies, receipt)
        except EngineFault:
            raise
        except (LicetError, RecursionError) as error:
            return self._told(receipt, name, "unanswerable", error=_words(error), same=same, texts=texts)
        after = now.document
        parts = _differing(receipt, now)
        if not _asks_what_it_says(receipt.asked) or (same and (parts or texts or self._is_altered(receipt, now))):
            return self._told(receipt, name, "unconfirmed", parts, after=after, same=same, gone=now.gone, texts=texts)
        if not parts and not texts:
            return self._told(receipt, name, "same", after=after, same=same, gone=now.gone)
        if not parts:
            return self._told(
                receipt, name, "otherwise", ("texts",), after=after, same=same, gone=now.gone, texts=texts
            )
        former = self._former_of(receipt)
        then = _answer_of(former.policies, receipt) if former is not None else None
        direction = direction_of(_weighed(receipt.verdict), _weighed(after))
        if former is not None and (then is None or _differing(receipt, then)):
            direction = "unconfirmed"
        return self._told(
            receipt,
            name,
            direction,
            (*parts, *(["texts"] if texts else [])),
            after=after,
            same=same,
            gone=now.gone,
            statements=tuple(self._statements(receipt, now)),
            texts=texts,
            steps=_steps(former, then, now, receipt.asked.use),
        )

    def _is_altered(self, receipt: wire.Receipt, now: _Answer) -> bool:
        """Whether what a receipt says that its answer rests on is not what it rests on, by the policies that it names.
        Only this version of Licet can tell. The certificate is not made again: it has the names of files."""
        if receipt.versions != wire.Versions(version("licet")):
            return False
        grounds = explain_use(now.base, receipt.asked.use, now.pins).grounds
        return rests_on(self._stated, grounds, now.verdict) != receipt.rests_on

    def _told(
        self,
        receipt: wire.Receipt,
        name: str,
        direction: str,
        differing: tuple[str, ...] = (),
        *,
        same: bool,
        after: verdicts.Verdict | None = None,
        error: str | None = None,
        gone: bool = False,
        statements: tuple[wire.Restated, ...] = (),
        texts: tuple[wire.TextChange, ...] = (),
        steps: tuple[Any, ...] = (),
    ) -> wire.Rechecked:
        level = level_of(direction)
        return wire.Rechecked(
            name=name,
            asked=receipt.asked,
            on=receipt.on,
            direction=direction,
            level=level.value if level is not None else None,
            differing=differing,
            before=receipt.verdict,
            after=after,
            error=error,
            gone=gone,
            policies=receipt.policies,
            same_policies=same,
            statements=statements,
            texts=texts,
            steps=steps,
        )

    def _texts(self, receipt: wire.Receipt) -> Iterator[wire.TextChange]:
        vocabulary = self._policies.base.vocabulary
        for license in sorted(
            {*(t.license for t in receipt.texts), *(entry.name for entry in receipt.verdict.licenses)}
        ):
            before = tuple(t.sha256 for t in receipt.texts if t.license == license)
            after = tuple(t.sha256 for t in texts_of(vocabulary, license))
            if [t.lower() for t in before] != [t.lower() for t in after]:
                yield wire.TextChange(license, before, after)

    def _statements(self, receipt: wire.Receipt, now: _Answer) -> Iterator[wire.Restated]:
        """What the answer rested on and says something else now, and what it rests on now and did not."""
        units = self._stated.units
        known = {(s.kind, s.name) for s in receipt.rests_on}
        for old in receipt.rests_on:
            unit = units.get((old.kind, old.name))
            if unit is None:
                yield wire.Restated(old.kind, old.name, "removed", old.text, None, None)
            elif not says_the_same(old.text, unit):
                place = place_of(unit.span)
                yield wire.Restated(old.kind, old.name, "changed", old.text, text_of(unit.statements), place)
        grounds = explain_use(now.base, receipt.asked.use, now.pins).grounds
        for key, statements in self._stated.under(grounds, now.verdict).items():
            if key not in known:
                yield wire.Restated(*key, "new", None, text_of(statements), place_of(statements[0].span))

    def _former_of(self, receipt: wire.Receipt) -> _Former | None:
        """The policies of then, if they can be had and are those."""
        commit = receipt.policies.commit
        if commit is None:
            return None
        if commit not in self._former:
            found = self._then(commit)
            self._former[commit] = _Former(found, self._policies) if found is not None else None
        former = self._former[commit]
        return former if former is not None and former.digest == receipt.policies.digest else None


def recheck_of(found: Iterable[wire.Rechecked], unreadable: Iterable[Diagnostic] = ()) -> wire.Recheck:
    """Receipts that were asked again, as one document.

    Args:
        found: what became of each.
        unreadable: what is wrong with files that are no receipts.
    """
    found = tuple(found)
    changes = [r for r in found if r.direction != "same"]
    changes.sort(key=lambda r: (_ORDER.index(level_of(r.direction)), r.name))
    level = level_of(changes[0].direction) if changes else None
    return wire.Recheck(
        count=len(found),
        same=len(found) - len(changes),
        level=level.value if level is not None else None,
        undecided=any(r.direction in ("undecided", "unanswerable") for r in changes),
        changes=tuple(changes),
        unreadable=tuple(map(diagnostic_of, unreadable)),
    )


def _asked(policies: Policies, receipt: wire.Receipt) -> _Answer:
    """Ask what a receipt asked. A use that the policies do not declare is asked as it was.

    Raises:
        LicetError: they cannot be asked that.
    """
    asked = receipt.asked
    if asked.given:
        policies = assume(policies, asked.given, "given")
    gone = asked.use not in policies.vocabulary.entities
    if gone:
        policies = assume(policies, _described(receipt), "receipt")
    known_use(policies.vocabulary, asked.use)
    pins = known_readings(policies.vocabulary, asked.readings)
    if asked.on is not None:
        policies = dated(policies, asked.use, asked.on)
    base = policies.base.strict() if asked.strict else policies.base
    verdict = with_presumptions(base, judge_use(base, asked.use, pins), pins)
    return _Answer(base, verdict, pins, gone)


def _described(receipt: wire.Receipt) -> str:
    """What was said of the use when the receipt was written."""
    return "\n".join(s.text for s in receipt.rests_on if is_about((s.kind, s.name), receipt.asked.use))


def _answer_of(policies: Policies, receipt: wire.Receipt) -> _Answer | None:
    """What policies answer to a receipt; None if they cannot be asked that."""
    try:
        return _asked(policies, receipt)
    except EngineFault:
        raise
    except (LicetError, RecursionError):
        return None


def _steps(former: _Former | None, then: _Answer | None, now: _Answer, use: str) -> tuple[Any, ...]:
    """Where the proofs of then and of now are different."""
    if former is None or then is None:
        return ()
    shifts = steps_that_differ(former.reach, then.base, now.base, use)
    words = words_of(then.base), words_of(now.base)
    return tuple(shift_of(words[s.after != "absent"], s) for s in shifts)


def _asks_what_it_says(asked: wire.Asked) -> bool:
    """Whether a question that is the lines of a use describes the use that is asked about, or else is its name."""
    if not describes_use(asked.question):
        return asked.question == asked.use
    try:
        return written_out(asked.question, asked.use) in asked.given
    except PolicyError:
        return False


def _differing(receipt: wire.Receipt, found: _Answer) -> tuple[str, ...]:
    """The parts in which an answer is another one than a receipt records, in more than the words."""
    one, other = (msgspec.to_builtins(verdict) for verdict in (receipt.verdict, found.document))
    parts = [part for part in (*ANSWER_PARTS, "allows", "refuses") if _bare(one[part]) != _bare(other[part])]
    if "status" in parts:
        parts = [part for part in parts if part not in ("allows", "refuses")]
    if receipt.by != found.verdict.by:
        parts.append("by")
    if receipt.on != values_of(found.verdict.on):
        parts.append("on")
    return tuple(parts)


def _bare(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {key: _bare(value) for key, value in part.items() if key not in _FOR_PEOPLE}
    return [_bare(item) for item in part] if isinstance(part, (list, tuple)) else part


def _weighed(verdict: verdicts.Verdict) -> Verdict:
    """As much of a verdict as tells which of two is stricter."""
    duties = tuple(Duty(d.name, d.clause, d.strength, d.thing, d.state) for d in verdict.duties)
    return Verdict(verdict.use, verdict.status, duties=duties, at_worst=verdict.at_worst, at_best=verdict.at_best)


def _words(error: Exception) -> str:
    if isinstance(error, PolicyError):
        first = next((d for d in error.diagnostics if d.is_error), None)
        if first is not None:
            return first.message + (f"; {first.help}" if first.help else "")
    return "it is nested too deep" if isinstance(error, RecursionError) else str(error)

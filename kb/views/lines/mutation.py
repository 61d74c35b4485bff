"""What becomes of mutants, as styled lines: how many tests notice, and for each survivor the test that is missing."""

from __future__ import annotations

from collections.abc import Iterator

from licet.mutation.mutation import Fate, Mutated, Mutation
from licet.words.fragments import Line, clean

__all__ = ["mutation_lines"]

_MOST = 20


def mutation_lines(mutation: Mutation, since: str | None = None, *, whole: bool = False) -> list[Line]:
    """The survivors by file, and what the others come to.

    Args:
        mutation: what was found.
        since: the revision since which their statements changed, if only those are mutated.
        whole: whether to list all survivors, and what is equivalent or accepted, too.
    """
    lines: list[Line] = []
    survivors = [m for m in mutation.mutants if m.fate is Fate.SURVIVED]
    # Those with a test to paste first: they are what to do next.
    shown = survivors if whole else sorted(survivors, key=lambda m: m.test is None)[:_MOST]
    others = [m for m in mutation.mutants if m.fate in (Fate.EQUIVALENT, Fate.ACCEPTED)] if whole else []
    for mutant in sorted([*shown, *others], key=lambda m: m.span):
        lines += [*_mutant(mutant), ()]
    if len(survivors) > len(shown):
        lines += [(("dim", f"and {len(survivors) - len(shown):,} further survivors; --all lists everything"),), ()]
    return [*lines, *_summary(mutation, since)]


def _mutant(mutant: Mutated) -> Iterator[Line]:
    style = {Fate.SURVIVED: "warning", Fate.EQUIVALENT: "dim", Fate.ACCEPTED: "dim"}[mutant.fate]
    head = f"{mutant.key[0]} {mutant.key[1]}"
    yield (
        (style, f"{mutant.fate.value:<10}"),
        ("", f" {mutant.code} "),
        ("heading", clean(head)),
        ("source", f"  {clean(str(mutant.span))}"),
    )
    yield (("", f"  {clean(mutant.words)}"),)
    if mutant.by is not None:
        yield (("dim", f"  {'proved: ' if mutant.fate is Fate.EQUIVALENT else 'because '}{clean(mutant.by)}"),)
    if mutant.test is not None and mutant.before is not None and mutant.after is not None:
        yield (("dim", f"  no test tells {mutant.before.value} from {mutant.after.value}; this one does:"),)
        yield ()
        yield from ((("code", f"    {line}"),) if line else () for line in mutant.test.splitlines())
    elif mutant.fate is Fate.SURVIVED:
        found = "no use was found that shows a difference"
        why = found if mutant.is_searched else "nobody looked for the missing test; --tests N does"
        yield (("dim", f"  {why}"),)


def _summary(mutation: Mutation, since: str | None) -> Iterator[Line]:
    of = "" if since is None else f" of what changed since {clean(since)}"
    if not mutation.mutants:
        yield (("", f"no mutants{of}"),)
        return
    counts = (
        (Fate.KILLED, "noticed by a test"),
        (Fate.SURVIVED, "survived"),
        (Fate.EQUIVALENT, "proved equivalent"),
        (Fate.ACCEPTED, "accepted"),
    )
    said = ", ".join(f"{mutation.count(fate):,} {words}" for fate, words in counts if mutation.count(fate))
    total = len(mutation.mutants)
    yield (("", f"{total:,} mutant{'' if total == 1 else 's'}{of}: {said}"),)
    yield (("heading", f"score: {int(mutation.score * 10) / 10:.1f}%"),)

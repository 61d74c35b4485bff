"""A made-up model hub with the figures of a real one, as Parquet: `python -m bench.hub OUT.parquet [--models N]`.

Counts of licenses, relations, parents and data are those of `hub_figures.toml`, scaled to the number of models, but for
one or two. The rest is drawn: who descends from whom, by generations, and parents whose children follow a power law.
The columns are those that `licet import hub` reads.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

__all__ = ["FIGURES", "Hub", "scaled", "write"]

FIGURES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("hub_figures.toml").read_text("utf-8"))

_PUBLISHED, _ASSUMED = FIGURES["published"], FIGURES["assumed"]
_FEWEST = 1000
_ROWS_A_GROUP = 100_000
_NONE, _OWN = "", "other/*"
Ints = np.ndarray[Any, np.dtype[np.int64]]


def scaled(weights: Iterable[float], total: int) -> Ints:
    """Whole numbers in proportion to the weights that add up to the total, by the largest remainders."""
    exact = np.array(list(weights), dtype=float)
    exact *= total / exact.sum()
    found = exact.astype(np.int64)
    found[np.argsort(found - exact, kind="stable")[: total - int(found.sum())]] += 1
    return found


class Hub:
    """A hub of so many models, the same for the same seed.

    Models are numbered by generation: roots, those without relatives, and then one generation after the other.

    Attributes:
        count: how many models there are.
        generation: the number of each model's generation, 0 for what was made of nothing.
        child, parent: for each edge of lineage the two models.
        relation: for each model the relation to its parents, as an index of `relations`; -1 for none.
        license: for each model an index of `licenses`, of which the first is none.
    """

    def __init__(self, count: int, seed: int = 1) -> None:
        if count < _FEWEST:
            raise ValueError(f"a hub has at least {_FEWEST} models")
        self.count = count
        self.scale = count / _PUBLISHED["models"]
        self._random = np.random.default_rng(seed)
        self.relations = tuple(_PUBLISHED["edges"])
        self.child, self.parent, self.generation, self.relation = self._lineage()
        self.licenses, self.license = self._tags()
        self.user, self.data = self._used_data()

    def number(self, figure: float) -> int:
        """A published number for a hub of this size."""
        return round(figure * self.scale)

    @cached_property
    def roots(self) -> int:
        """How many models were made of nothing and have children."""
        return max(len(_PUBLISHED["largest_parents"]) + 20, round(_ASSUMED["roots"] * self.count))

    def _lineage(self) -> tuple[Ints, Ints, Ints, Ints]:
        edges = self.number(sum(_PUBLISHED["edges"].values()))
        of = dict(zip(self.relations, scaled(_PUBLISHED["edges"].values(), edges), strict=True))
        derived, several = (
            self.number(_PUBLISHED["derived_share"] * _PUBLISHED["models"]),
            self.number(_PUBLISHED["several_parents"]),
        )
        # All that is merged has several parents; some fine-tunes have two.
        doubles = edges - (derived - several) - int(of["merge"])
        twice = max(0, doubles // 2)
        merges = several - twice
        per_merge = scaled([1.0] * merges, edges - (derived - several) - 2 * twice)
        of["merge"] = int(per_merge.sum())
        parents = np.concatenate([per_merge, np.full(twice, 2), np.ones(derived - several, dtype=np.int64)])
        single = scaled(
            [of["finetune"] - 2 * twice, of["adapter"], of["quantized"], of["unspecified"]], derived - several
        )
        kinds = np.array([self.relations.index(k) for k in ("finetune", "adapter", "quantized", "unspecified")])
        relation = np.concatenate(
            [np.full(merges, self.relations.index("merge")), np.full(twice, kinds[0]), np.repeat(kinds, single)]
        )
        generations = scaled(_ASSUMED["deeper"] ** np.arange(_ASSUMED["generations"]), derived)
        generation = np.repeat(np.arange(1, len(generations) + 1), generations)
        # Those with several parents are among the first two generations, where there are parents enough.
        order = np.concatenate(
            [self._random.permutation(several), several + self._random.permutation(derived - several)]
        )
        early = int(generations[0] + generations[1])
        places = np.concatenate([p := self._random.permutation(early)[:several], np.setdiff1d(np.arange(derived), p)])
        by_place = np.empty(derived, dtype=np.int64)
        by_place[places] = order
        parents, relation = parents[by_place], relation[by_place]
        first = self.count - derived
        child = np.repeat(np.arange(first, self.count), parents)
        whole = np.concatenate([np.zeros(first, dtype=np.int64), generation])
        starts = np.concatenate([[0, first], first + np.cumsum(generations)])
        parent = np.empty(len(child), dtype=np.int64)
        for g in range(1, len(generations) + 1):
            mine = np.flatnonzero(whole[child] == g)
            if len(mine):
                parent[mine] = self._parents_of(child[mine], g, starts)
        return child, parent, whole, np.concatenate([np.full(first, -1), relation])

    def _parents_of(self, child: Ints, generation: int, starts: Ints) -> Ints:
        """A parent of the generation before for each edge; no child has one twice."""
        largest = scaled(_PUBLISHED["largest_parents"], self.number(sum(_PUBLISHED["largest_parents"])))
        if generation == 1:
            rest = _power_law(self.roots - len(largest), len(child) - int(largest.sum()), int(largest[-1]))
            stubs = np.repeat(np.arange(self.roots), np.concatenate([largest, rest]))
        else:
            older = self._random.permutation(np.arange(starts[generation - 1], starts[generation]))
            stubs = np.repeat(older, _power_law(len(older), len(child), int(largest[-1])))
        self._random.shuffle(stubs)
        return self._apart(child, stubs)

    def _apart(self, one: Ints, other: Ints) -> Ints:
        """The second column in another order, in which no pair is there twice."""
        other = other.copy()
        for _ in range(1000):
            order = np.lexsort((other, one))
            same = (one[order][1:] == one[order][:-1]) & (other[order][1:] == other[order][:-1])
            twice = order[1:][same]
            if not len(twice):
                return other
            for i, j in zip(twice, self._random.integers(0, len(other), len(twice)), strict=True):
                other[i], other[j] = other[j], other[i]
        raise ValueError("there are too few to choose from")

    def _tags(self) -> tuple[tuple[str, ...], Ints]:
        left = _tag_counts(self.count, self.scale)
        names = tuple(left)
        remaining = np.array(list(left.values()))
        tag = np.full(self.count, -1, dtype=np.int64)
        self.named = dict(zip(FIGURES["named"], range(self.roots), strict=False))
        for name, model in self.named.items():
            wanted = names.index(FIGURES["named"][name])
            if remaining[wanted]:
                tag[model] = wanted
                remaining[wanted] -= 1

        def draw(models: Ints, tagged: float | None = None) -> None:
            """Give models without a tag one of those that are left, or a share of them."""
            models = models[tag[models] < 0]
            some = remaining.copy()
            if tagged is not None:
                models = models[self._random.random(len(models)) < tagged]
                some[0] = 0
            drawn = self._random.multivariate_hypergeometric(
                some, min(len(models), int(some.sum())), method="marginals"
            )
            tag[models[: int(drawn.sum())]] = self._random.permutation(np.repeat(np.arange(len(names)), drawn))
            remaining[:] -= drawn

        draw(np.arange(self.roots), _ASSUMED["roots_tagged"])
        firsts = np.unique(self.child, return_index=True)[1]
        children, parents = self.child[firsts], self.parent[firsts]
        for g in range(1, int(self.generation.max()) + 1):
            here = self.generation[children] == g
            models, wanted = children[here], tag[parents[here]]
            likes = (wanted > 0) & (self._random.random(len(models)) < _ASSUMED["inherits"])
            for license in np.unique(wanted[likes]):
                same = self._random.permutation(models[likes & (wanted == license)])[: remaining[license]]
                tag[same] = license
                remaining[license] -= len(same)
            draw(models)
        draw(np.arange(self.count))
        return names, tag

    def _used_data(self) -> tuple[Ints, Ints]:
        edges = self.number(_PUBLISHED["dataset_edges"])
        users = np.sort(self._random.permutation(self.count)[: min(edges, round(_ASSUMED["with_data"] * self.count))])
        more = self._random.multinomial(edges - len(users), np.full(len(users), 1 / len(users)))
        user = np.repeat(users, 1 + more)
        data = np.repeat(*_ranked(_power_law(round(_ASSUMED["datasets"] * self.count), edges, edges)))
        self._random.shuffle(data)
        return user, self._apart(user, data)

    def table(self) -> pa.Table:
        """The models as rows, in no order that tells anything."""
        place = self._random.permutation(self.count)
        number = np.empty(self.count, dtype=np.int64)
        number[place] = np.arange(self.count)
        ids = _names("maker-", number // 7, "/model-", number)
        mask = np.zeros(self.count, dtype=bool)
        mask[list(self.named.values())] = True
        ids = pc.replace_with_mask(ids, pa.array(mask), pa.array(list(self.named), pa.string()))
        tags = pa.array([t.partition("/")[0] or None for t in self.licenses]).take(pa.array(self.license))
        given = pa.array([t.partition("/")[2] or None for t in self.licenses]).take(pa.array(self.license))
        own = _names("terms-of-", number, "-", number % 3)
        given = pc.if_else(pa.array(self.license == self.licenses.index(_OWN)), own, given)
        relations = pa.array([None if r == "unspecified" else r for r in self.relations])
        relation = relations.take(pa.array(self.relation, mask=self.relation < 0))
        data = _names("data-", self.data // 5, "/set-", self.data)
        return pa.table(
            {
                "id": ids,
                "license": tags,
                "license_name": given,
                "base_model": _lists(self.count, self.child, ids.take(pa.array(self.parent))),
                "base_model_relation": relation,
                "datasets": _lists(self.count, self.user, data),
            }
        ).take(pa.array(place))


def write(path: Path, hub: Hub) -> None:
    """The hub as a Parquet file."""
    pq.write_table(hub.table(), path, row_group_size=_ROWS_A_GROUP, compression="zstd")


def _tag_counts(count: int, scale: float) -> dict[str, int]:
    """How many models have which license; `other/NAME` is `other` with a name, and the first is none."""
    published, rest = _PUBLISHED["licenses"], _ASSUMED["rest_of_licenses"]
    known = sum(published.values())
    total = round(_PUBLISHED["tagged_share"] * _PUBLISHED["models"])
    falling = [1 / (rank + 6) for rank in range(len(rest))]
    weights = {**published, **dict(zip(rest, np.array(falling) * (total - known) / sum(falling), strict=True))}
    counts = dict(zip(weights, scaled(weights.values(), round(total * scale)).tolist(), strict=True))
    other = counts.pop("other")
    unnamed, own = _ASSUMED["other_unnamed"], _ASSUMED["other_own"]
    names = _PUBLISHED["other_names"]
    shares = {"other": unnamed, _OWN: own}
    shares |= {f"other/{n}": (1 - unnamed - own) * w / sum(names.values()) for n, w in names.items()}
    counts |= dict(zip(shares, scaled(shares.values(), other).tolist(), strict=True))
    return {_NONE: count - sum(counts.values()), **counts}


def _power_law(members: int, total: int, most: int) -> Ints:
    """How many each of the members gets, by a power law that goes on below `most`; many get none."""
    weights = 1 / (np.arange(members) + 11)
    bounds = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()]) * total
    found = np.diff(np.round(bounds).astype(np.int64))
    over = np.maximum(found - most, 0)
    found -= over
    spread: Ints = found + np.bincount(np.arange(int(over.sum())) % (members // 2) + members // 2, minlength=members)
    return spread


def _ranked(counts: Ints) -> tuple[Ints, Ints]:
    return np.arange(len(counts)), counts


def _names(before: str, first: Ints, between: str, second: Ints) -> pa.Array:
    words = pa.scalar(before), pa.array(first).cast(pa.string()), pa.scalar(between), pa.array(second).cast(pa.string())
    return pc.binary_join_element_wise(*words, "")


def _lists(count: int, owners: Ints, values: pa.Array) -> pa.Array:
    """For each of `count` owners the list of its values, which are in the order of their owners; null for none."""
    lengths = np.bincount(owners, minlength=count)
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    return pa.ListArray.from_arrays(offsets, values, mask=pa.array(lengths == 0))


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a hub."""
    parser = argparse.ArgumentParser(prog="python -m bench.hub", description="Write a made-up model hub as Parquet.")
    parser.add_argument("path", type=Path, metavar="OUT.parquet")
    parser.add_argument("--models", type=int, default=_PUBLISHED["models"], help="how many (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    write(given.path, Hub(given.models, given.seed))


if __name__ == "__main__":
    main()

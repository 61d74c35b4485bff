"""The made-up hub has the figures of the real one, at every size."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bench.hub import FIGURES, Hub, main
from licet.imports import hub_rows, parquet_rows
from licet.imports.found import together

PUBLISHED = FIGURES["published"]


def test_there_is_an_edge_for_each_kind_of_relation() -> None:
    assert sum(PUBLISHED["edges"].values()) == 903_939


@pytest.mark.parametrize("models", [1_000, 20_011])
def test_a_hub_has_the_published_shares(models: int, tmp_path: Path) -> None:
    main([str(tmp_path / "hub.parquet"), "--models", str(models)])
    rows = pq.read_table(tmp_path / "hub.parquet").to_pylist()
    ids = [row["id"] for row in rows]
    assert len(set(ids)) == models

    def share(figure: float) -> object:
        return pytest.approx(figure * models / PUBLISHED["models"], abs=2)

    tags = Counter(row["license"] for row in rows)
    assert models - tags[None] == pytest.approx(0.363 * models, abs=1)
    assert {tag: tags[tag] for tag in PUBLISHED["licenses"]} == {t: share(n) for t, n in PUBLISHED["licenses"].items()}
    names = Counter(row["license_name"] for row in rows if row["license"] == "other")
    first = next(n for n, _ in names.most_common() if n in PUBLISHED["other_names"])
    assert first == "flux-1-dev-non-commercial-license"
    edges = Counter(row["base_model_relation"] or "unspecified" for row in rows for _ in row["base_model"] or ())
    assert {relation: edges[relation] for relation in PUBLISHED["edges"]} == {
        relation: share(count) for relation, count in PUBLISHED["edges"].items()
    }
    parents = [len(row["base_model"] or ()) for row in rows]
    assert sum(1 for n in parents if n) == pytest.approx(0.281 * models, abs=1)
    assert sum(1 for n in parents if n > 1) == share(PUBLISHED["several_parents"])
    children = Counter(parent for row in rows for parent in row["base_model"] or ())
    assert [n for _, n in children.most_common(10)] == [share(n) for n in PUBLISHED["largest_parents"]]
    assert children.keys() <= set(ids)
    assert sum(len(row["datasets"] or ()) for row in rows) == share(PUBLISHED["dataset_edges"])
    assert all(
        len(set(row[column] or ())) == len(row[column] or ()) for row in rows for column in ("base_model", "datasets")
    )


def test_no_model_goes_back_to_itself_or_is_made_of_a_later_generation() -> None:
    hub = Hub(5_000, 3)
    assert (hub.generation[hub.parent] < hub.generation[hub.child]).all()
    assert hub.generation.max() > 3


def test_the_same_seed_makes_the_same_hub_and_another_one_another() -> None:
    assert Hub(2_000, 1).table().equals(Hub(2_000, 1).table())
    assert not Hub(2_000, 1).table().equals(Hub(2_000, 2).table())


def test_every_row_of_it_can_be_imported(tmp_path: Path) -> None:
    main([str(tmp_path / "hub.parquet"), "--models", "1000"])
    found = together(hub_rows(parquet_rows(tmp_path / "hub.parquet"), "hub.parquet"))
    assert found.problems == ()
    relations = Counter(base.relation for thing in found.things for base in thing.bases)
    assert relations["adapter_for"] == round(PUBLISHED["edges"]["adapter"] * 1000 / PUBLISHED["models"])
    assert len(found.things) == 1000

"""An audit of tables says of every model what asking about it in policy text says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow.parquet
import pytest

from licet import KnowledgeBase, NameUnknown, PolicyError, PolicyTooComplex, Status
from licet.errors import DatabaseFailed
from licet.tables.writing import judged
from licet.verdict.base import Base
from licet.verdict.policies import Policies
from licet.verdict.verdict import Verdict
from support.core import CORE

POLICIES = f"""{CORE}kind model is artifact
relation made_from(artifact, artifact)
relation marked(artifact)
relation runs(use, artifact)
action use
organization org
license free "Free"
clause free.grant at "1"
  permits Use
license mean "Mean"
clause mean.grant at "1"
  permits Use
clause mean.ban at "2"
  forbids Use
  overrides grant
  when Use runs Thing
   and Thing made_from Base
   and Base is marked
rule does(Use, use, Thing)
  when Use runs Thing
rule Thing comes_from Base
  when Thing made_from Base
rule Thing comes_from Base
  when Thing made_from Between
   and Between comes_from Base
model old "Old"
  licensed_under mean
  is marked
  not undisclosed_lineage
"""

# What the tables say, by relation. `old` is declared in the policies, and `z` is what it was made from.
TABLES = {
    "model": ["a", "b", "c", "d", "e", "f", "g", "z"],
    "license": ["nobody's", "somebody's"],
    "licensed_under": [
        *[("a", "free"), ("b", "free"), ("c", "mean"), ("d", "nobody's"), ("e", "somebody's")],
        *[("f", "mean"), ("g", "free"), ("z", "free")],
    ],
    "made_from": [("c", "a"), ("f", "old"), ("g", "f"), ("old", "z"), ("a", "z")],
    "marked": ["b"],
}
USE = "run: runs MODEL"
DAY = date(2024, 5, 1)


def tables_in(folder: Path) -> Path:
    """The tables as files."""
    for name, rows in TABLES.items():
        text = "".join(",".join([row] if isinstance(row, str) else row) + "\n" for row in rows)
        (folder / f"{name}.csv").write_text(("thing\n" if isinstance(rows[0], str) else "thing,other\n") + text)
    return folder


def as_text() -> str:
    """What the tables say, as policy text."""
    names = {"nobody's": "nobodys", "somebody's": "somebodys"}
    lines = [f'license {names[name]} "{name}"\n  unread because "nobody read it"\n' for name in TABLES["license"]]
    lines += [f"model {name}\n" for name in TABLES["model"]]
    for relation in ("licensed_under", "made_from"):
        lines += [f"fact {relation}({thing}, {names.get(other, other)})\n" for thing, other in TABLES[relation]]
    return "".join([*lines, *(f"fact {thing} is marked\n" for thing in TABLES["marked"])])


@pytest.fixture(scope="module")
def small() -> KnowledgeBase:
    return KnowledgeBase.parse(POLICIES)


def in_a_word(_: Base) -> Callable[[Verdict], str]:
    return lambda verdict: verdict.status.value


def rows_of(path: Path) -> list[dict[str, object]]:
    return pyarrow.parquet.read_table(path).to_pylist()


def test_every_model_gets_the_verdict_that_it_gets_in_policy_text(small: KnowledgeBase, tmp_path: Path) -> None:
    text = small.assume(as_text())
    output = tmp_path / "verdicts.parquet"
    with small.audit_tables([tables_in(tmp_path)], [USE], ["org"], on=DAY) as audit:
        assert audit.models == len(TABLES["model"])
        assert len(audit) < audit.models
        counts = judged(audit, output, in_a_word)
        whys = {name: audit.why(name, "run").verdict for name in TABLES["model"]}
    found = {row["thing"]: row for row in rows_of(output)}
    assert list(found) == sorted(TABLES["model"])
    for name, row in found.items():
        alone = text.ask(f"by org; on {DAY}; runs {name}")
        assert (row["verdict"], row["clauses"]) == (alone.status.value, list(alone.clauses)), name
        assert (whys[name].status, whys[name].clauses) == (alone.status, alone.clauses), name
    assert counts.verdicts == Counter((0, Status(str(row["verdict"]))) for row in found.values())
    assert {row["verdict"] for row in found.values()} >= {"unknown", "forbidden"}


def parsed() -> Policies:
    return KnowledgeBase.parse(POLICIES).policies


def test_several_processes_judge_as_one_does(small: KnowledgeBase, tmp_path: Path) -> None:
    with small.audit_tables([tables_in(tmp_path)], [USE], ["org"], on=DAY) as audit:
        alone = judged(audit, tmp_path / "alone.parquet", in_a_word)
        together = judged(audit, tmp_path / "together.parquet", in_a_word, jobs=2, load=parsed)
    assert together == alone
    assert rows_of(tmp_path / "together.parquet") == rows_of(tmp_path / "alone.parquet")


def test_what_no_verdict_reads_tells_no_models_apart(tmp_path: Path) -> None:
    noted = KnowledgeBase.parse(POLICIES + "relation noted(artifact)\n")
    (tmp_path / "model.csv").write_text("name\na\nb\n")
    (tmp_path / "licensed_under.csv").write_text("thing,license\na,free\nb,free\n")
    (tmp_path / "noted.csv").write_text("thing\na\n")
    with noted.audit_tables([tmp_path], [USE], ["org"], on=DAY) as audit:
        assert [count for _, _, count in audit.cases] == [2]
    read = noted.assume("rule Thing is marked\n  when Thing is noted\n")
    with read.audit_tables([tmp_path], [USE], ["org"], on=DAY) as audit:
        assert [count for _, _, count in audit.cases] == [1, 1]


@pytest.mark.parametrize(("day", "status"), [(date(2024, 1, 1), "unknown"), (DAY, "permitted")])
def test_what_policies_say_with_days_holds_on_those_days(tmp_path: Path, day: date, status: str) -> None:
    dated = KnowledgeBase.parse(
        POLICIES.replace("\nrelation licensed_under(", "\ndated relation licensed_under(")
        + "model older\n  licensed_under free from 2024-03-01\n  not undisclosed_lineage\n"
    )
    (tmp_path / "model.csv").write_text("name\na\n")
    (tmp_path / "licensed_under.csv").write_text("thing,license\nolder,free\na,free\n")
    (tmp_path / "made_from.csv").write_text("thing,other\na,older\n")
    with dated.audit_tables([tmp_path], ["run: runs MODEL; runs older"], ["org"], on=day) as audit:
        (case,) = audit
        (act,) = [act for act in case.verdicts[0].acts if act.thing == "older"]
        assert act.status.value == status


def test_verdicts_that_see_other_models_are_refused(small: KnowledgeBase, tmp_path: Path) -> None:
    seeing = small.assume("rule Base is marked\n  when Thing made_from Base\n")
    with (
        pytest.raises(PolicyTooComplex, match="reads all of `made_from`"),
        seeing.audit_tables([tables_in(tmp_path)], [USE], ["org"], on=DAY),
    ):
        pass


def test_an_unknown_that_may_be_any_thing_of_the_tables_is_refused(tmp_path: Path) -> None:
    guessing = KnowledgeBase.parse(
        POLICIES
        + "open relation first_of(organization) = model\n"
        + 'clause free.first at "2"\n  forbids Use\n  overrides grant\n  when Use by Org\n'
        + "   and first_of(Org) = Model\n   and Model is marked\n"
    )
    with (
        pytest.raises(PolicyTooComplex, match="any model of the tables may be meant"),
        guessing.audit_tables([tables_in(tmp_path)], [USE], ["org"], on=DAY),
    ):
        pass


def test_a_use_that_does_not_fit_is_told_before_anything_is_judged(small: KnowledgeBase, tmp_path: Path) -> None:
    with (
        pytest.raises(PolicyError, match="nothing is called `nobodys_model`"),
        small.audit_tables([tables_in(tmp_path)], ["run: runs MODEL; runs nobodys_model"], ["org"], on=DAY),
    ):
        pass


def test_what_is_not_there_cannot_be_asked(small: KnowledgeBase, tmp_path: Path) -> None:
    folder = tables_in(tmp_path)
    with small.audit_tables([folder], [USE], ["org"], on=DAY) as audit:
        with pytest.raises(NameUnknown, match="thing in the tables"):
            audit.why("nobody", "run")
        with pytest.raises(NameUnknown, match="the uses of the audit are run"):
            audit.why("a", "sell")
    declared = small.assume("use mine\n  by org\n  runs old\n")
    with pytest.raises(NameUnknown, match="use of a thing"), declared.audit_tables([folder], ["mine"], ["org"], on=DAY):
        pass


def test_what_is_stopped_or_cannot_be_written_leaves_what_was_there(small: KnowledgeBase, tmp_path: Path) -> None:
    output = tmp_path / "out" / "verdicts.parquet"
    output.parent.mkdir()
    output.write_text("before")
    with small.audit_tables([tables_in(tmp_path)], [USE], ["org"], on=DAY) as audit:
        counts = judged(audit, output, in_a_word, lambda _: False)
        assert counts.stopped
        assert 0 < counts.models < audit.models
        with pytest.raises(DatabaseFailed, match="cannot"):
            judged(audit, tmp_path / "nowhere" / "verdicts.parquet", in_a_word)
    assert output.read_text() == "before"
    assert [path.name for path in output.parent.iterdir()] == [output.name]

"""An audit gives for each use of each thing what asking it alone gives, in an order of its own, row after row."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest

from licet import KnowledgeBase, NameUnknown, Pin, PolicyError, Status, TwoReadings
from licet.answers.audit_scope import SOMEBODY
from licet.answers.use_templates import everyday, templates_in
from licet.engine.solver import Solver
from licet.grammar.source import SourceFile
from licet.verdict.judge import judge
from support.effort import effort
from support.remembered import memory_size

DAY = date(2026, 3, 1)
LINES = {
    "run": "runs {}",
    "earn": "for_purpose commercial; runs {}",
    "host": "for_purpose commercial; serves {}",
    "pass_on": "distributes {}",
    "tune": "fine_tunes {}",
    "publish": "fine_tunes {}; publishes {}",
    "rename": 'fine_tunes {}; distributes {} as "A name of one\'s own"',
    "quantize": "quantizes {}; publishes {}",
    "sell": "for_purpose commercial; sells {}",
}
THINGS = ("mpt_7b_chat", "gemma_2b", "jurassic_1_jumbo", "llama_2_7b")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("things", "by", "uses", "strict"),
    [
        (THINGS, ("acme", "giant"), list(LINES), False),
        (("gpt2_small", "mpt_7b_chat"), ("acme",), ["run", "sell"], True),
    ],
)
def test_each_row_is_what_asking_it_alone_gives(kb: KnowledgeBase, things, by, uses, strict: bool) -> None:
    rows = list(kb.audit(things, uses, by, undated=DAY, strict=strict))
    assert [(r.thing, r.by, r.use) for r in rows] == [(t, b, use) for t in things for b in by for use in uses]
    for row in rows:
        alone = kb.ask(f"by {row.by}; on {DAY}; {LINES[row.use].replace('{}', row.thing)}", strict=strict)
        found = row.verdict
        assert (found.status, found.clauses, found.duties) == (alone.status, alone.clauses, alone.duties), row
        assert (found.over, found.at_worst, found.at_best) == (alone.over, alone.at_worst, alone.at_best), row
        assert [len(needs.needs) for needs in found.needs] == [len(needs.needs) for needs in alone.needs], row


def test_without_anything_named_every_model_is_asked_the_everyday_uses(kb: KnowledgeBase) -> None:
    audit = kb.audit(on=DAY)
    assert audit.things == tuple(sorted(kb.vocabulary.members("model")))
    assert list(audit.uses) == [*LINES, "teach"]
    assert audit.by == (SOMEBODY,)
    assert len(audit) == len(audit.things) * len(audit.uses)
    first = list(islice(audit, 3))
    assert [(r.thing, r.use, r.by) for r in first] == [(audit.things[0], use, SOMEBODY) for use in list(LINES)[:3]]


def test_every_everyday_use_comes_to_a_verdict_of_some_model(kb: KnowledgeBase) -> None:
    """None of them is unknown of a model whose license is plain."""
    rows = list(kb.audit(["mistral_7b"], on=DAY))
    assert [r.use for r in rows if not r.status.allows] == []


@pytest.mark.slow
def test_rows_are_made_as_they_are_gone_through(kb: KnowledgeBase) -> None:
    audit = kb.audit(["llama_2_models", "mistral_7b"], ["run"], on=DAY)
    list(audit)
    one = effort(lambda: next(iter(audit)))
    assert one * 3 < effort(lambda: list(audit))
    assert list(audit)[-1].verdict == list(audit)[-1].verdict


@pytest.mark.slow
def test_rows_leave_nothing_behind_when_they_are_done(kb: KnowledgeBase) -> None:
    """What is found out about a thing is let go of with its rows, so that memory does not grow with their number."""
    audit = kb.audit(["llama_2_models", "gemma_2b", "mistral_7b"], ["run", "sell"], on=DAY)
    solver = audit.policies.base.solver
    assert isinstance(solver, Solver)
    sizes = [memory_size(solver) for _ in audit]
    assert len(sizes) == len(audit) > 8
    assert len(set(sizes)) == 1
    judge(audit.policies.base, "microsoft_hosts_llama_2")
    assert memory_size(solver) > sizes[0]


def test_uses_are_lines_names_and_files(kb: KnowledgeBase) -> None:
    text = 'use our_host "Host it here"\n  serves THING\n\nuse plain "One of ours"\n  by acme\n  runs gpt2_small\n'
    uses = ["serve: serves X", "runs X", "run", "judge_mistral_with_llama_2", SourceFile("ours.licet", text)]
    audit = kb.audit(["mistral_7b", "gpt2_small"], uses, ["acme"], on=date(2023, 10, 15))
    assert dict(audit.uses) == {
        "serve": "serves X",
        "runs X": "runs X",
        "run": "Run it in the company",
        "judge_mistral_with_llama_2": "Let Llama 2 judge Mistral-7B in a benchmark",
        "our_host": "Host it here",
        "plain": "One of ours",
    }
    rows = [(r.thing, r.use, r.by) for r in audit]
    assert rows[:2] == [(None, "judge_mistral_with_llama_2", None), (None, "plain", None)]
    assert rows[2:6] == [("mistral_7b", use, "acme") for use in ("serve", "runs X", "run", "our_host")]
    declared = next(iter(audit)).verdict
    assert declared == kb.ask("judge_mistral_with_llama_2")
    plain = list(audit)[1].verdict
    assert (plain.by, plain.on, plain.status) == (("acme",), (date(2023, 10, 15),), Status.PERMITTED)


def test_who_and_when_of_a_use_stay_as_it_says_them(kb: KnowledgeBase) -> None:
    rows = list(kb.audit(["mistral_7b"], ["by giant; on 2024-01-01; runs M"], ["acme", "meta"], undated=DAY))
    assert [(r.by, r.verdict.by, r.verdict.on) for r in rows] == [(None, ("giant",), (date(2024, 1, 1),))]


def test_the_day_that_is_asked_for_goes_before_those_that_uses_state(kb: KnowledgeBase) -> None:
    declared, before = "judge_mistral_with_llama_2", date(2023, 5, 28)
    uses = ["by acme; on 2024-01-01; runs M", declared]
    rows = list(kb.audit(["falcon_40b"], uses, on=before, undated=DAY))
    assert {row.verdict.on for row in rows} == {(before,)}
    asked = {row.use: row.status for row in rows}
    assert asked[declared] is kb.ask(declared, on=before).status
    (described,) = set(asked) - {declared}
    assert asked[described] is kb.ask("by acme; runs falcon_40b", on=before).status
    (plain,) = kb.audit([], [declared], undated=before)
    assert plain.verdict == kb.ask(declared)


def test_things_are_names_families_kinds_and_patterns(kb: KnowledgeBase) -> None:
    def chosen(*names: str) -> tuple[str, ...]:
        return kb.audit(names, ["runs X"]).things

    assert chosen("gemma_2b", "mistral_7b", "gemma_2b") == ("gemma_2b", "mistral_7b")
    assert set(chosen("llama_1_models")) == {"llama_1_7b", "llama_1_13b", "llama_1_33b", "llama_1_65b"}
    assert set(chosen("dataset")) == set(kb.vocabulary.members("dataset"))
    assert chosen("gemma_3_*7b", "gemma_3_4b") == ("gemma_3_27b", "gemma_3_4b")


def test_readings_are_taken(kb: KnowledgeBase) -> None:
    pin = Pin("improves", "parameters")
    open_one, read = (next(iter(kb.audit(["llama_2_7b"], ["teach"], on=DAY, readings=r))) for r in ((), (pin,)))
    assert open_one.verdict.over == ("improves",)
    assert read.status.allows


def test_a_row_is_explained_when_it_is_asked_for(kb: KnowledgeBase) -> None:
    (row,) = kb.audit(["mpt_7b_chat"], ["earn"], on=DAY)
    why = row.why()
    assert why.verdict is not None
    assert why.verdict.status is row.status is Status.NOT_GRANTED
    assert why.grounds


def test_rows_have_the_proofs_of_the_clauses_that_decide(kb: KnowledgeBase) -> None:
    (row,) = kb.audit(["llama_2_7b"], ["teach"], on=DAY, proofs=True)
    proved = {proof.steps[-1].relation for proof in row.proofs}
    assert proved == set(row.verdict.clauses) == {"llama_2.grant", "llama_2.no_improving"}


def test_verdicts_of_rows_tell_themselves(kb: KnowledgeBase) -> None:
    (row,) = kb.audit(["llama_2_7b"], ["teach"], on=DAY)
    assert "contested over improves" in str(row.verdict)
    assert row.verdict.to_dict()["status"] == "contested"


def test_a_use_is_named_beside_what_is_declared(kb: KnowledgeBase) -> None:
    taken = kb.assume("use run_mistral_7b\n  by giant\n")
    (row,) = taken.audit(["mistral_7b"], ["run"], ["acme"], on=DAY)
    assert row.verdict.use == "run_mistral_7b_2"
    assert row.status is Status.PERMITTED


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"things": ["lama_2_7b"]}, "no thing is called `lama_2_7b`; did you mean `llama_2_7b`?"),
        ({"things": ["zz*"]}, "no thing is called `zz*`; no name has that pattern"),
        ({"things": ["acme"]}, "no thing is called `acme`"),
        ({"uses": ["hots"]}, "no use is called `hots`; did you mean `host`?"),
        ({"uses": ["mistral_7b"]}, "no use is called `mistral_7b`"),
        ({"by": ["meeta"]}, "no organization is called `meeta`; did you mean `meta`?"),
        ({"by": ["mistral_7b"]}, "no organization is called `mistral_7b`"),
    ],
)
def test_names_that_are_not_declared_are_refused(kb: KnowledgeBase, arguments, words: str) -> None:
    with pytest.raises(NameUnknown) as refused:
        kb.audit(**arguments)
    assert str(refused.value).startswith(words)


@pytest.mark.parametrize(
    ("uses", "code", "place"),
    [
        (["runs X; serves Y"], "E621", (1, 16, 17)),
        (["rnus X"], "E204", (1, 1, 5)),
        (["host: runs X", "host: serves X"], "E622", (1, 7, 15)),
        (["judges X with acme"], "E207", (1, 15, 19)),
        (["runs X = ; serves X"], "E101", (1, 10, 11)),
        (["run: "], "E102", (1, 1, 1)),
        ([SourceFile("ours.licet", "use a\n  runs X\nuse b\n  serves Y\n")], "E621", (4, 10, 11)),
        ([SourceFile("ours.licet", "use a\n  runs X of\n")], "E101", (2, 12, 12)),
    ],
)
def test_what_is_wrong_with_a_use_is_found_before_anything_is_asked(kb: KnowledgeBase, uses, code, place) -> None:
    with pytest.raises(PolicyError) as refused:
        kb.audit(["mistral_7b"], uses)
    (error,) = [d for d in refused.value.diagnostics if d.is_error]
    assert (error.code, (error.span.line, error.span.column, error.span.end_column)) == (code, place)


def test_two_readings_of_one_term_are_refused(kb: KnowledgeBase) -> None:
    with pytest.raises(TwoReadings):
        kb.audit(readings=[Pin("improves", "parameters"), Pin("improves", "any_help")])


def test_a_placeholder_in_a_text_is_a_text(kb: KnowledgeBase) -> None:
    (row,) = kb.audit(["mistral_7b"], ['distributes X as "X of ours"'], ["acme"], on=DAY)
    about = kb.audit(["mistral_7b"], ['distributes X as "X of ours"'], ["acme"], on=DAY).policies
    assert row.thing == "mistral_7b"
    assert row.status is Status.PERMITTED_WITH_DUTIES
    assert "x of ours" not in "".join(source.text for source in about.base.sources.values())


def test_the_policies_stay_as_they_are(kb: KnowledgeBase) -> None:
    before = dict(kb.vocabulary.entities)
    list(kb.audit(["mistral_7b"], ["run"], on=DAY))
    assert dict(kb.vocabulary.entities) == before


def test_policies_without_the_shipped_vocabulary_are_audited_by_uses_of_their_own() -> None:
    from support.small_world import FORBID, GRANT, world

    kb = world(GRANT + FORBID + "  when Use is marked\n")
    rows = list(kb.audit(["thing"], ["by org; on 2024-01-01; does run X", "by org; on 2024-01-01; does run X; marked"]))
    assert [r.status for r in rows] == [kb.ask("u").status, Status.CONFLICT]


def test_the_everyday_uses_all_have_a_placeholder_and_a_title() -> None:
    templates, others = templates_in(everyday())
    assert all(t.is_open and t.title != t.name for t in templates)
    assert [s.name for s in others] == [SOMEBODY, "another_model"]


@pytest.mark.slow
def test_the_small_company_has_users_in_each_month_that_a_shipped_license_counts(kb: KnowledgeBase) -> None:
    of_license = {str(license): str(thing) for thing, license in kb.query("Thing licensed_under License").rows}
    models = set(kb.vocabulary.members("model")) & set(of_license.values())
    needed = {
        need.row
        for row in kb.audit(sorted(models), ["run"], on=date(2026, 11, 29))
        for needs in row.verdict.needs
        for need in needs.needs
        if need.relation == "monthly_active_users"
    }
    assert needed == set()

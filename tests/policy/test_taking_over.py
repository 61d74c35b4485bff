"""Licenses based on others mean what they mean written out by hand."""

from __future__ import annotations

import re
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet import KnowledgeBase, load
from licet.checks.texts import check_texts
from licet.errors import PolicyError
from licet.grammar import tree
from licet.grammar.formatter import format_module
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.policy.taking_over import written_out
from licet.policy.vocabulary import collect
from support.samples import samples
from support.session_policies import laid_down
from support.small_world import VOCABULARY

WORDS = (
    VOCABULARY
    + """
relation not_taken_over(symbol)
relation counted(license) = count
relation barring(license, duty)
relation succeeded_by(license, license)
relation large(organization, license)
relation sworn(license)
fact not_taken_over(succeeded_by)
license sequel "Sequel"
  unread because "nobody needs it"
"""
)
BASE = """\
license old "Old terms"
  silence means forbidden
  conflict means forbidden
  alias "first" for "1"

fact counted(old) = 5
fact barring(old, label)
fact barring(old, credit)
fact sworn(old)
fact succeeded_by(old, sequel)

rule large(Org, old) at "4"
  when size(Org) > 5

clause grant at "1"
  permits Use of Thing to run, share

clause credits at "2"
  requires credit of Use of Thing to share as covenant

clause flags at "3"
  forbids Use of Thing to share
  overrides grant
  when flagged(Use)

clause many at "4"
  withholds grant
  when Use by Org
   and large(Org, old)

clause marks at "5"
  disapplies credits
  when marked(Use)

unmodelled "6" because "courts"
"""
NEW = """\
license new "New terms"
  based_on old
  with label for credit, 9 for 5
  without clause flags

fact counted(new) = 9

clause many at "7"
  as in old.many

clause share at "8"
  forbids Use of Thing to share
  overrides grant
  when harmful(Use)
"""
BY_HAND = """\
license new "New terms"
  silence means forbidden
  alias "first" for "1"

fact counted(new) = 9
fact barring(new, label)

clause many at "7"
  withholds grant
  when Use by Org
   and large(Org, new)

clause share at "8"
  forbids Use of Thing to share
  overrides grant
  when harmful(Use)

rule large(Org, new) at "4"
  when size(Org) > 9

clause grant at "1"
  permits Use of Thing to run, share

clause credits at "2"
  requires label of Use of Thing to share as covenant

clause marks at "5"
  disapplies credits
  when marked(Use)

fact sworn(new)

unmodelled "6" because "courts"
"""
UNDER = "artifact thing_of_new\n  licensed_under new\n  not undisclosed_lineage\n"


def module(name: str, text: str) -> tree.Module:
    parsed, errors = parse_module(SourceFile(f"{name}.licet", text))
    assert not errors, errors
    return parsed


def files(**texts: str) -> list[tree.Module]:
    return [module(name, text) for name, text in texts.items()]


def said(statements: tuple[tree.Statement, ...]) -> set[str]:
    """What statements say, each under its own license, whatever their order."""
    found = set()
    for s in statements:
        if isinstance(s, tree.License):
            s = tree.License(s.name, s.title, s.licensor, s.texts, s.url, s.in_force, s.silence, s.aliases, s.unread)
        elif isinstance(s, tree.Clause):
            s = tree.Clause("new", s.name, s.locator, s.quotes, s.notes, s.in_force, s.effects, s.body)
        elif isinstance(s, tree.Unmodelled):
            s = tree.Unmodelled("new", s.locator, s.reason)
        found.add(format_module(tree.Module("", (s,))))
    return found


def test_it_is_the_license_written_out_by_hand() -> None:
    (_, _, new), found = written_out(files(words=WORDS, old=BASE, new=NEW))
    assert found == ()
    assert said(new.statements) == said(module("new", BY_HAND).statements)


def qualified(license: str, text: str) -> str:
    """The text with the license before the names of its clauses, as it is written where there are several."""
    text = re.sub(r"^clause ", f"clause {license}.", text, flags=re.MULTILINE)
    return text.replace("unmodelled ", f"unmodelled {license} ")


def world(new: str, use: str) -> KnowledgeBase:
    words = WORDS.replace("  licensed_under one\n", "")
    return KnowledgeBase.parse(words + qualified("old", BASE) + qualified("new", new) + UNDER + use)


LINES = ["marked", "flagged", "harmful", "not harmful", "fulfils label of new", "not fulfils label of new", "by org"]


@settings(max_examples=samples(60), deadline=None)
@given(
    st.lists(st.sampled_from(["run", "share"]), min_size=1, max_size=2, unique=True),
    st.lists(st.sampled_from(LINES), unique=True, max_size=5),
    st.sampled_from([None, 3, 5, 7, 9, 12]),
)
def test_it_answers_as_the_license_written_out_by_hand(acts: list[str], lines: list[str], size: int | None) -> None:
    lines = [line for line in lines if not (line.startswith("not ") and line.removeprefix("not ") in lines)]
    told = "".join(
        f"  is {line}\n" if line in ("marked", "flagged", "harmful") else
        f"  not is {line[4:]}\n" if line == "not harmful" else f"  {line}\n"
        for line in lines
    )  # fmt: skip
    use = "use u\n  on 2024-01-01\n" + "".join(f"  does {a} thing_of_new\n" for a in acts) + told
    use += "" if size is None else f"fact size(org) = {size}\n"
    mine, theirs = (world(new, use).ask("u") for new in (NEW, BY_HAND))
    assert (mine.status, mine.clauses, mine.duties, mine.needs) == (
        theirs.status,
        theirs.clauses,
        theirs.duties,
        theirs.needs,
    )


def test_what_others_say_of_the_base_is_not_taken_over() -> None:
    elsewhere = 'fact barring(old, credit)\nclause old.extra at "9"\n  forbids Use of Thing to run\n'
    whole, _ = written_out(files(words=WORDS, old=BASE, new=NEW, elsewhere=elsewhere))
    names = [s.name for s in whole[2].statements if isinstance(s, tree.Clause)]
    assert sorted(names) == ["credits", "grant", "many", "marks", "share"]


def test_facts_are_added_to_those_that_are_taken_over() -> None:
    new = 'license new "New"\n  based_on old\n\nduty notice\n\nfact barring(new, notice)\nfact barring(new, label)\n'
    facts = format_module(written_out(files(words=WORDS, old=BASE, new=new))[0][2])
    told = [f"barring(new, {duty})" for duty in ("notice", "label", "credit")]
    assert [facts.count(fact) for fact in told] == [1, 1, 1]
    less = format_module(
        written_out(files(words=WORDS, old=BASE, new=new.replace("old\n", "old\n  without relation barring\n")))[0][2]
    )
    assert [less.count(fact) for fact in told] == [1, 1, 0]


def test_which_things_are_under_the_base_is_no_part_of_it() -> None:
    old = BASE + "rule Thing licensed_under old\n  when Thing comes_from Thing\n"
    whole, _ = written_out(files(words=WORDS, old=old, new=NEW))
    assert "licensed_under" not in format_module(whole[2])


def test_a_chain_takes_over_what_its_links_say() -> None:
    third = 'license third "Third"\n  based_on new\n  with 12 for 9\n\n'
    third += 'clause marks at "5"\n  disapplies share\n  when marked(Use)\n'
    whole, found = written_out(files(words=WORDS, old=BASE, new=NEW, third=third))
    assert found == ()
    text = format_module(whole[3])
    assert "size(Org) > 12" in text
    assert "large(Org, third)" in text
    assert "flags" not in text
    assert "succeeded_by" not in text
    assert text.count("clause marks") == 1


def test_the_order_of_files_is_no_matter() -> None:
    third = 'license third "Third"\n  based_on new\n'
    parsed = files(words=WORDS, old=BASE, new=NEW, third=third)
    ways = {tuple(sorted((m.name, format_module(m)) for m in written_out(order)[0])) for order in permutations(parsed)}
    assert len(ways) == 1


def test_what_is_written_out_is_not_written_out_again() -> None:
    once, _ = written_out(files(words=WORDS, old=BASE, new=NEW))
    assert written_out([module("later", UNDER)], lambda: once)[0] == (module("later", UNDER),)


def test_a_clause_that_only_did_something_to_one_that_is_left_out_goes_with_it() -> None:
    new = 'license new "New"\n  based_on old\n  without clause credits\n'
    whole, found = written_out(files(words=WORDS, old=BASE, new=new))
    assert found == ()
    assert "marks" not in format_module(whole[2])


def test_a_swap_leaves_quotes_notes_and_locators_alone() -> None:
    old = BASE.replace('clause grant at "1"\n', 'clause grant at "1"\n  quote "5 of them"\n  note "5"\n')
    whole, _ = written_out(files(words=WORDS, old=old, new=NEW.replace("9 for 5", '9 for 5, "x" for "5"')))
    assert 'quote "5 of them"' in format_module(whole[2])


def quotes_found(new: str, tmp_path: object) -> list[tuple[str, str, str]]:
    from hashlib import sha256
    from pathlib import Path

    folder = Path(str(tmp_path))
    text = "1. You may run it.\n2. You credit us in writing.\n"
    (folder / "new.txt").write_text(text)
    pin = f'  text "new.txt" sha256 "{sha256(text.encode()).hexdigest()}"\n'
    old = BASE.replace('clause credits at "2"\n', 'clause credits at "2"\n  quote "You credit us."\n')
    texts = {"words": WORDS, "old": old, "new": new.replace("  based_on", f"{pin}  based_on")}
    for name, body in texts.items():
        (folder / f"{name}.licet").write_text(body)
    whole, _ = written_out([module(name, body) for name, body in texts.items()])
    vocabulary, _ = collect(whole)
    found = check_texts(whole, vocabulary, [folder])
    return [(d.code, str(d.span and d.span.file), d.help or "") for d in found if d.code == "E502"]


def test_a_quote_that_is_taken_over_is_looked_for_in_the_text_at_hand(tmp_path: object) -> None:
    ((code, file, help),) = quotes_found('license new "New"\n  based_on old\n', tmp_path)
    assert (code, file) == ("E502", "new.licet")
    assert help.startswith("write `clause credits` with a quote of this text")


def test_a_clause_quoted_anew_is_found(tmp_path: object) -> None:
    new = 'license new "New"\n  based_on old\n\n'
    new += 'clause credits at "2"\n  quote "You credit us in writing."\n  as in old.credits\n'
    assert quotes_found(new, tmp_path) == []


PLUS_ONE = """\
license mine "Llama 3.1 plus one clause"
  based_on llama_3_1

clause no_advice at "8"
  forbids Use of Thing
  overrides grant
  when Use for_purpose legal_advice

model my_model "A model under it"
  licensed_under mine
  not undisclosed_lineage
"""


@pytest.mark.slow
def test_a_newcomer_adds_a_license_plus_one_clause_in_under_ten_lines(kb: KnowledgeBase) -> None:
    license, _, _ = PLUS_ONE.partition("\nmodel ")
    assert len(license.strip().splitlines()) < 10
    mine = kb.assume(PLUS_ONE)
    asked = "by acme; on 2026-01-01; runs my_model"
    assert str(mine.ask(asked).status) == "permitted"
    refused = mine.ask(f"{asked}; for_purpose legal_advice")
    assert str(refused.status) == "forbidden"
    assert "mine.no_advice" in refused.clauses
    served = mine.ask("by acme; on 2026-01-01; serves my_model")
    assert {("built_with_label", "mine")} <= {(d.name, d.license) for d in served.duties}


def test_it_certifies_over_loaded_policies(tmp_path: Path) -> None:
    small = load(laid_down(tmp_path))
    mine = PLUS_ONE.replace("llama_3_1", "alpaca_1").replace("for_purpose legal_advice", "judges otter")
    use = "use mine_use\n  by acme\n  on 2026-01-01\n  does use my_model\n  judges otter\n"
    certificate = small.certify("mine_use", given=mine + use)
    assert b"mine.no_advice" in certificate


@pytest.mark.slow
def test_what_is_wrong_is_said_when_it_is_laid_over_policies(kb: KnowledgeBase) -> None:
    with pytest.raises(PolicyError) as raised:
        kb.assume('license mine "Mine"\n  based_on llama_3_1\n  without clause sales\n')
    assert [d.code for d in raised.value.diagnostics] == ["E426"]
    with pytest.raises(PolicyError) as raised:
        kb.assume('license mine "Mine"\n  based_on llama_31\n')
    assert [d.code for d in raised.value.diagnostics] == ["E404"]

"""What is named where: held to the shipped policies, and to places that are easily mistaken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licet.editor.mentions import Symbol, mentions
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.policy.vocabulary import VALUE_KINDS, Vocabulary, home_license
from support.session_policies import LICENSE, VOCABULARY, WORLD


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return KnowledgeBase.parse(VOCABULARY + LICENSE + WORLD).vocabulary


def named(text: str, vocabulary: Vocabulary) -> str:
    """What a text names, each with its sort; declarations with a mark."""
    found = mentions(text, "f", "alpaca_1", vocabulary)
    return " ".join(
        f"{m.symbol.sort}:{m.symbol.name}{'@' + m.symbol.owner if m.symbol.owner else ''}{'!' * m.declares}"
        for m in found
    )


CASES = {
    "kind cat is model": "kind:cat! kind:model",
    "open relation r(use, month) = count": "relation:r! kind:use kind:month kind:count",
    'model m "M"\n  derived_from alpaca, otter\n  is small': (
        "kind:model name:m! relation:derived_from name:alpaca name:otter relation:small"
    ),
    "use u\n  fulfils notice of alpaca_1": "kind:use name:u! relation:fulfils_of name:notice name:alpaca_1",
    "rule Use improves M\n  when Use fulfils notice of L\n   and M is small\n   and M is model": (
        "relation:improves relation:fulfils_of name:notice relation:small kind:model"
    ),
    'license l "L"\n  based_on alpaca_1\n  with m for otter\n  without clause grant\n  without relation trains': (
        "name:l! name:alpaca_1 name:m name:otter clause:alpaca_1.grant relation:trains"
    ),
    'clause c at "1"\n  forbids Use to use\n  overrides grant, other.d': (
        "clause:alpaca_1.c! name:use clause:alpaca_1.grant name:other clause:other.d"
    ),
    'clause alpaca_1.c at "1"\n  as in alpaca_1.grant with m for otter': (
        "name:alpaca_1 clause:alpaca_1.c! name:alpaca_1 clause:alpaca_1.grant name:m name:otter"
    ),
    'term improves(U, M) of alpaca_1\n  reading one "x"\n    held by ranch "y"\n    when U trains M': (
        "relation:improves! name:alpaca_1 reading:one@improves! name:ranch relation:trains"
    ),
    'adopt reading one of improves\n  for acme\n  by "B" on 2026-01-01': (
        "reading:one@improves relation:improves name:acme"
    ),
    'claim c "C"\n  by ranch\n  says not alpaca is small\n  about otter': (
        "claim:c! name:ranch name:alpaca relation:small name:otter"
    ),
    'test "t"\n  given use u\n    - trains otter\n  given fact otter is small\n  expect forbidden of u because grant': (
        "kind:use name:u@f#0! relation:trains name:otter name:otter relation:small name:u@f#0 clause:alpaca_1.grant"
    ),
    'test "t"\n  given reading one of improves\n  expect contested of u over improves\n  expect claim c supported': (
        "reading:one@improves relation:improves name:u relation:improves claim:c"
    ),
    "rule Use improves\n  when M derived_from alpaca": "relation:improves relation:derived_from name:alpaca",
}


@pytest.mark.parametrize("text", CASES)
def test_what_is_named(text: str, vocabulary: Vocabulary) -> None:
    assert named(text, vocabulary) == CASES[text]


@pytest.mark.slow
def test_every_name_of_the_shipped_policies_is_declared_and_every_declaration_is_found(kb: KnowledgeBase) -> None:
    known = kb.vocabulary
    declared = {
        "name": known.entities,
        "relation": known.relations,
        "kind": (*known.kinds, *VALUE_KINDS),
        "clause": known.clauses,
        "claim": known.claims,
    }
    found: set[Symbol] = set()
    for module in kb.base.modules:
        source = kb.base.sources[module.name]
        for mention in mentions(source.text, source.name, home_license(module), known):
            symbol = mention.symbol
            if symbol.sort == "reading":
                assert known.terms[symbol.owner].reading(symbol.name), symbol
            elif not symbol.owner:
                assert symbol.name in declared[symbol.sort], symbol
            found |= {symbol} if mention.declares else set()
    written = {key for key, entry in known.clauses.items() if entry.clause.taken is None}
    assert {s.name for s in found if s.sort == "clause"} == written
    for sort, names in (("name", known.entities), ("relation", known.relations), ("claim", known.claims)):
        assert {s.name for s in found if s.sort == sort and not s.owner} == set(names)


WORDS = (
    *(
        "test",
        "given",
        "expect",
        "reading",
        "of",
        "clause",
        "license",
        "with",
        "without",
        "based_on",
        "as",
        "in",
        "use",
    ),
    *("for", "term", "claim", "because", "over", "is", "not", "alpaca", "l.c", "hf:a/b", "U", "(", ")", ",", "-", "="),
    *('"t"', '"', "5", "million", "at", "2023-01-01", "\n", "\n  ", "#", "é", "😀", "_", "by", "under"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join) | st.text(max_size=40))
def test_any_text_can_be_asked(text: str) -> None:
    for mention in mentions(text, "f", None, Vocabulary()):
        assert 0 <= mention.start < mention.end <= len(text)

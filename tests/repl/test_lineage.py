from __future__ import annotations

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.repl.screen.show import as_text
from licet.repl.screen.terminal import Terminal
from licet.repl.session.session import session_over
from licet.repl.verbs.lineage import lineage_lines
from licet.words.fragments import text_of
from support.sessions import say

TEXT = """kind model
relation tuned_from(model, model)
relation merged_from(model, model)
model base
model chat
  tuned_from base
model code
  tuned_from base
model blend
  merged_from chat
  merged_from code
model small
  tuned_from blend
"""


def drawn(text: str, name: str) -> str:
    return "".join(f"{text_of(line)}\n" for line in lineage_lines(KnowledgeBase.parse(text), name))


def test_what_a_model_comes_from_and_what_comes_from_it() -> None:
    assert drawn(TEXT, "small") == (
        "  comes from\n"
        "    └─ tuned_from blend\n"
        "       ├─ merged_from chat\n"
        "       │  └─ tuned_from base\n"
        "       └─ merged_from code\n"
        "          └─ tuned_from base\n"
    )
    assert drawn(TEXT, "base") == (
        "  made from it\n"
        "    ├─ chat  tuned_from\n"
        "    │  └─ blend  merged_from\n"
        "    │     └─ small  tuned_from\n"
        "    └─ code  tuned_from\n"
        "       └─ blend  merged_from  (shown above)\n"
    )


def test_a_model_of_its_own_has_none() -> None:
    assert drawn("kind model\nmodel base\n", "base") == ""


def test_circles_end() -> None:
    assert drawn(f"{TEXT}fact base tuned_from small\n", "base").count("(shown above)") == 4


def test_large_families_are_cut() -> None:
    many = "".join(f"model m{n:03}\n  tuned_from base\n" for n in range(200))
    lines = drawn(TEXT + many, "base").splitlines()
    assert len(lines) == 42
    assert lines[-1] == "    …"


def test_for_screen_readers_nothing_is_drawn() -> None:
    _, output = say(session_over(KnowledgeBase.parse(TEXT)), "describe small")
    text = as_text(output, Terminal(plain=True))
    assert text.isascii()
    assert text.splitlines()[-3:] == [
        "          - tuned_from base",
        "       - merged_from code",
        "          - tuned_from base",
    ]

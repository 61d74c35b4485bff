"""Pages, Markdown, flowcharts and graphs: complete, and nothing in a policy can break out of them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from typing import NoReturn, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace

from licet.answers.explanation import Explanation, Ground
from licet.engine.deferred import Deferred
from licet.engine.solver import Solver, compile_program
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.logic.ir import Fact, Literal, Origin, Program, Rule, Var
from licet.logic.oracle import World
from licet.policy.vocabulary import Vocabulary
from licet.proof.prover import prove
from licet.verdict.base import Base
from licet.verdict.verdict import Truth
from licet.views.data.answers import explanation_json
from licet.views.lines.text import explanation_text
from licet.views.outline.conclusions import outline
from licet.views.outline.graph import graph_of
from licet.views.outline.labels import Words, words_of
from licet.views.outline.strands import strands_of
from licet.views.pages.dot import dot_escaped, explanation_dot
from licet.views.pages.html import explanation_html
from licet.views.pages.markdown import explanation_markdown, markdown_escaped
from licet.views.pages.mermaid import explanation_mermaid, mermaid_escaped
from licet.wire.envelope import json_text
from licet.words.disclaimer import DISCLAIMER
from licet.words.fragments import clean, text_of
from licet.words.phrases import Phrases
from support.view_policies import BREAKOUT, hostile, knowledge

VOID = {"meta", "br", "hr"}
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "footer", "section", "h1", "h2", "p", "span", "a"),
    *("table", "thead", "tbody", "tr", "th", "td", "ul", "li", "details", "summary", "cite", "blockquote"),
}


def solved(program: Program) -> Solver:
    return Solver(compile_program(program))


class Page(HTMLParser):
    """Checks that elements are closed in order, and collects them, their attributes and the text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.names: set[str] = set()
        self.ids: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names.update(name for name, _ in attrs)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return knowledge()


@pytest.fixture(scope="module")
def bad() -> KnowledgeBase:
    return hostile()


@pytest.fixture(scope="module")
def attack(bad: KnowledgeBase) -> Explanation:
    return bad.why("go")


# --- HTML ----------------------------------------------------------------------------------------------------


def test_a_page_shows_every_step_once(base: KnowledgeBase) -> None:
    for use in base.vocabulary.members("use"):
        explanation = base.why(use)
        page = Page(explanation_html(base.base, explanation))
        steps = [n for s in strands_of(words_of(base.base), explanation) for n in s.outline.nodes]
        assert sorted(page.ids) == sorted(f"step-{n}" for n in steps)
        assert {link for link in page.links if link.startswith("#")} <= {f"#{i}" for i in page.ids}
        assert DISCLAIMER in "".join(page.text)


def test_a_page_holds_no_script_and_loads_nothing(base: KnowledgeBase, bad: KnowledgeBase, attack: Explanation) -> None:
    for text in (explanation_html(base.base, base.why("training")), explanation_html(bad.base, attack, full=True)):
        page = Page(text)
        assert set(page.tags) <= TAGS
        assert page.names <= {"lang", "charset", "http-equiv", "content", "name", "id", "class", "open", "href", "rel"}
        assert all(link.startswith(("#", "https://example.org/")) for link in page.links)
        assert "url(" not in text
        assert "@import" not in text


def test_hostile_words_are_shown_as_they_are(bad: KnowledgeBase, attack: Explanation) -> None:
    text = "".join(Page(explanation_html(bad.base, attack)).text)
    assert clean(BREAKOUT) in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_places_and_texts_are_links_where_that_is_possible(base: KnowledgeBase) -> None:
    page = Page(explanation_html(base.base, base.why("chat"), sources="https://example.org/blob/main/"))
    assert "https://example.org/llama" in page.links
    assert any(re.fullmatch(r"https://example\.org/blob/main/world\.licet#L\d+", link) for link in page.links)
    plain = Page(explanation_html(base.base, base.why("chat"), sources="javascript:alert(1)//"))
    assert all(link.startswith(("#", "https://example.org/llama")) for link in plain.links)


def test_a_deep_proof_goes_on_below() -> None:
    x, y, z = Var("X"), Var("Y"), Var("Z")
    origin = Origin("rule")
    rules = (
        Rule("r1", Literal("reaches", (x, y)), (Literal("edge", (x, y)),), None, origin),
        Rule("r2", Literal("reaches", (x, y)), (Literal("edge", (x, z)), Literal("reaches", (z, y))), None, origin),
    )
    facts = tuple(Fact("edge", (f"n{i:03}", f"n{i + 1:03}")) for i in range(300))
    proof = prove(solved(Program(rules, facts)), "reaches", ("n000", "n300"))
    assert proof is not None
    explanation = Explanation(None, Truth("true"), (Ground((), (), "true", proof),))
    page = Page(explanation_html(KnowledgeBase.parse("").base, explanation))
    assert "".join(page.text).count("edge") == 300
    assert any("continued below" in text for text in page.text)


# --- Markdown ------------------------------------------------------------------------------------------------


def rendered(text: str) -> Page:
    return Page(MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough").render(text))


def test_markdown_is_read_as_it_is_meant(bad: KnowledgeBase, attack: Explanation) -> None:
    text = explanation_markdown(bad.base, attack)
    page = rendered(text)
    allowed = {"details", "summary", "b", "strong", "em", "h3", "p", "ul", "li", "input", "sub", "br", "table"}
    assert set(page.tags) <= allowed | {"thead", "tbody", "tr", "th", "td"}
    assert page.links == []
    assert clean(BREAKOUT) in "".join(page.text)
    assert "\n@" not in text
    assert " @team" not in text
    assert " #12" not in text


@given(st.text(alphabet="ab1 \\`*_[]()<>#@|~$&!-+=.:/\"'{}", max_size=30))
def test_escaped_markdown_shows_the_text(text: str) -> None:
    text = clean(text)
    page = rendered(f"| x{markdown_escaped(text)}y |\n| --- |\n")
    assert "".join(page.text).strip() == f"x{text}y"
    assert not {"em", "strong", "s", "code", "a", "img"} & set(page.tags)


def test_a_long_comment_is_cut_and_says_so(base: KnowledgeBase) -> None:
    explanation = base.why("judging")
    whole = explanation_markdown(base.base, explanation)
    cut = explanation_markdown(base.base, explanation, longest=1_500)
    assert len(cut) < 2_500 < len(whole)
    assert "more steps and what they rest on" in cut
    assert "more steps" not in whole
    assert rendered(cut).tags.count("details") == 2


def test_a_comment() -> None:
    base = knowledge()
    assert explanation_markdown(base.base, base.why("giant_chat")).split("<details>")[0] == (
        "### **Chat at Giant** (giant_chat)\n"
        "Giant (giant); on 2023-10-01; does run  \n"
        "governed by Llama Community License (llama)  \n"
        "\n"
        "**not granted**\n"
        "\n"
        "- llama.many_users (2): “If your monthly users are more than 700 million, you must request a license.”\n"
        "  - unless express_grant\n"
        "\n"
        "**considered and lost**\n"
        "\n"
        "- llama.grant (1.a), withheld by llama.many_users (2)\n"
        "\n"
    )


# --- Flowcharts and graphs -----------------------------------------------------------------------------------


def test_a_graph_has_each_shown_step_once(base: KnowledgeBase) -> None:
    explanation = base.why("giant_chat")
    (strand,) = strands_of(words_of(base.base), explanation)
    graph = graph_of(strand.outline)
    numbers = [v.number for v in graph.vertices]
    assert len(set(numbers)) == len(numbers)
    assert {e.target for e in graph.edges} | {strand.outline.root} == set(numbers)
    again = [e for e in graph.edges if e.again]
    assert [text_of(strand.outline.nodes[e.target].claim) for e in again] == [
        "llama governs what giant_chat does to llama_7b"
    ]


NODE = re.compile(r' {4}s\d+\["[^"<>`]*(<br/>[^"<>`]*)*"\](:::\w+)?')
LINE = re.compile(
    r'flowchart TD| {2}subgraph p\d+\["[^"<>`]*"\]| {4}s\d+ -(\.-)?-?> s\d+| {2}end| {2}classDef [\w :,#-]+'
)


def test_hostile_words_stay_inside_their_label(bad: KnowledgeBase, attack: Explanation) -> None:
    for line in explanation_mermaid(bad.base, attack).splitlines():
        assert NODE.fullmatch(line) or LINE.fullmatch(line), line


@given(st.text(max_size=40))
def test_mermaid_labels_decode_to_the_text(text: str) -> None:
    text = clean(text)
    shown = mermaid_escaped(text)
    assert re.sub(r"#(\d+);", lambda m: chr(int(m[1])), shown) == text
    assert not set(shown) & set('"<>`[]{}|\\&%~*$@')
    assert not re.match(r"\d*[-+.)]", shown)


@given(st.text(max_size=40))
def test_dot_strings_end_where_they_should(text: str) -> None:
    shown = dot_escaped(clean(text))
    assert re.fullmatch(r'([^"\\]|\\["\\])*', shown)
    assert re.sub(r"\\(.)", r"\1", shown) == clean(text)


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_reads_the_graph(bad: KnowledgeBase, attack: Explanation) -> None:
    run = subprocess.run(
        ["dot", "-Tplain"], input=explanation_dot(bad.base, attack), capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert not run.stderr


def test_every_face_is_the_same_each_time(base: KnowledgeBase) -> None:
    for face in (explanation_html, explanation_markdown, explanation_mermaid, explanation_dot):
        assert face(base.base, base.why("judging")) == face(base.base, base.why("judging"))


class Asleep:
    """An engine that is not to be asked."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError(f"a view asks the engine: {name}")


@pytest.mark.parametrize(
    "face",
    [
        explanation_html,
        explanation_markdown,
        explanation_mermaid,
        explanation_dot,
        explanation_text,
        lambda base, explanation: json_text(explanation_json(base, explanation)),
    ],
)
def test_an_answer_is_drawn_from_itself_without_an_engine(
    base: KnowledgeBase, face: Callable[[Base, Explanation], str]
) -> None:
    words = replace(base.base, solver=cast("World", Asleep()))
    for explanation in (*map(base.why, base.vocabulary.members("use")), base.why_literal("improves(judging, other)")):
        assert face(words, explanation) == face(base.base, explanation)


def test_a_need_tells_who_says_that_it_is_not_known(base: KnowledgeBase) -> None:
    ((need,),) = (needs.needs for needs in base.ask("snap_chat").needs)
    assert need.source == "no figure published"
    shown = explanation_text(base.base, base.why("snap_chat"), plain=True, width=200)
    assert 'stated to be unknown per "no figure published"' in shown


def test_a_graph_of_one_fact() -> None:
    proof = prove(solved(Program((), (Fact("edge", ("a", "b")),))), "edge", ("a", "b"))
    assert proof is not None
    graph = graph_of(outline(Words(Phrases(Vocabulary()), {}, Deferred.of(())), proof))
    assert [(v.number, v.lines) for v in graph.vertices] == [(1, ("a edge b", "assumed"))]
    assert graph.edges == ()

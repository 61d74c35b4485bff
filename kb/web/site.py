"""The site: from a request to its reply."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from msgspec import Struct

from licet.errors import BadAnswer, EngineFault, LicetError
from licet.grammar import tree
from licet.grammar.formatter import format_module
from licet.interview.answers import SKIPPED, Answers, in_address, of_address
from licet.interview.asking import Asking, asking
from licet.interview.lines import judged_lines
from licet.interview.questions import Question
from licet.interview.steps import Step, back, review, step
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.policy.vocabulary import ClauseEntry
from licet.web.api import QUESTIONS, answer, refused
from licet.web.audit_page import audit_page
from licet.web.pages import drawn
from licet.web.replies import Asked, Reply

__all__ = ["Site", "site_of", "wrong"]

_ANOTHER = "~another"
_MORE = "~more"
_WIDE = 10_000


class Site(Struct, frozen=True):
    """The policies that the site is about, ready for interviews; and how many seconds an audit takes before it goes on
    at a further page."""

    asking: Asking
    seconds: float = inf

    @property
    def knowledge(self) -> KnowledgeBase:
        """The policies."""
        return self.asking.knowledge

    def reply(self, asked: Asked) -> Reply:
        """The reply to a request. What goes wrong is a reply, too; only faults of ours are raised."""
        is_page = (asked.path.strip("/"), False) in _PAGES
        if asked.path in QUESTIONS and (asked.method == "POST" or not is_page):
            if asked.method != "POST":
                return refused(405, f"`{asked.path}` is asked with POST and a JSON object")
            return answer(self.knowledge, asked.path, asked.body)
        if asked.method != "GET":
            return wrong(405, "This page can only be read.", asked)
        name, _, rest = asked.path.strip("/").partition("/")
        page = _PAGES.get((name, bool(rest)))
        if page is None:
            return wrong(404, "There is no such page.", asked)
        try:
            return page(self, asked, rest)
        except EngineFault:
            raise
        except LicetError as error:
            return wrong(400, str(error), asked, getattr(error, "help", None))


def site_of(knowledge: KnowledgeBase, seconds: float = inf) -> Site:
    """The site for policies; `seconds` is what `Site` says."""
    return Site(asking(knowledge), seconds)


def wrong(status: int, message: str, asked: Asked, help: str | None = None) -> Reply:
    """A page that says what stands in the way."""
    root = "../" * asked.path.strip("/").count("/")
    return Reply(status, drawn("wrong", "Licet", root, message=message, help=help))


def _start(site: Site, asked: Asked, rest: str) -> Reply:  # noqa: ARG001
    vocabulary = site.knowledge.vocabulary
    return Reply(200, drawn("start", "Licet", "", licenses=len(vocabulary.licenses), clauses=len(vocabulary.clauses)))


# --- The interview ---


def _given(query: str) -> Answers:
    """The answers of an address, those of the form that was just sent among them."""
    found: dict[str, tuple[str, ...]] = {}
    for key, texts in of_address(query).items():
        name, added = key, texts
        if key.endswith(_ANOTHER):
            name, added = key.removesuffix(_ANOTHER), tuple(f'another "{_plain(text)}"' for text in texts)
        elif key.endswith(_MORE):
            name = key.removesuffix(_MORE)
            added = tuple(part.strip() for text in texts for part in text.split(";") if part.strip())
        found[name] = (*found.get(name, ()), *(text for text in added if text))
    return found


def _plain(text: str) -> str:
    return " ".join(text.replace('"', "'").replace("\\", "/").split())


def _interview(site: Site, asked: Asked, rest: str) -> Reply:  # noqa: ARG001
    answers = _given(asked.query)
    told: BadAnswer | None = None
    try:
        at = step(site.asking, answers)
    except BadAnswer as error:
        told, answers = error, {k: v for k, v in answers.items() if k != error.key} if error.key else back(answers)
        at = step(site.asking, answers)
    status = 200 if told is None else 400
    values = {
        "at": at,
        "told": told,
        "answers": [(key, text) for key, texts in answers.items() for text in texts or ("",)],
        "address": in_address(answers),
        "before": in_address(back(answers)) if answers else None,
        "asked": _reviewed(site, at),
        "verdict": at.verdict.status.value if at.verdict is not None else None,
    }
    if at.question is None:
        assert at.verdict is not None
        page = drawn("end", "The verdict", "", lines=judged_lines(at, _WIDE), **values)
    else:
        clauses = [site.knowledge.vocabulary.clauses[key] for key in at.question.clauses]
        page = drawn("question", at.question.text, "", question=at.question, clauses=clauses, **values)
    return Reply(status, page)


def _reviewed(site: Site, at: Step) -> list[tuple[Question, str, str]]:
    """Each question that was answered, the answer, and the address that asks it again."""
    found = []
    for question, texts in review(site.asking, at):
        without = {key: other for key, other in at.answers.items() if key != question.key}
        said = "not known" if texts == SKIPPED else ", ".join(texts) or "none"
        found.append((question, said, in_address(without)))
    return found


def _written(site: Site, asked: Asked, rest: str) -> Reply:
    if rest != "my_use.licet":
        return wrong(404, "There is no such page.", asked)
    at = step(site.asking, _given(asked.query))
    return Reply(200, at.text.encode(), "text/plain; charset=utf-8", f"{site.asking.use}.licet")


# --- The audit ---


def _audit(site: Site, asked: Asked, rest: str) -> Reply:  # noqa: ARG001
    return audit_page(site.knowledge, asked, site.seconds)


# --- The licenses ---


def _licenses(site: Site, asked: Asked, rest: str) -> Reply:  # noqa: ARG001
    found = [
        (license, sum(1 for _ in site.knowledge.vocabulary.clauses_of(name)))
        for name, license in site.knowledge.vocabulary.licenses.items()
    ]
    return Reply(200, drawn("licenses", "Licenses", "", licenses=found))


def _license(site: Site, asked: Asked, rest: str) -> Reply:
    vocabulary = site.knowledge.vocabulary
    license = vocabulary.licenses.get(rest)
    if license is None:
        return wrong(404, f"No license is called “{rest}”.", asked)
    entries = sorted(vocabulary.clauses_of(rest), key=lambda entry: entry.clause.span)
    clauses = [(entry, _rule(entry)) for entry in entries]
    unmodelled = vocabulary.unmodelled.get(rest, ())
    url = license.url if license.url is not None and license.url.startswith(("https://", "http://")) else None
    page = drawn("license", license.title, "../", license=license, clauses=clauses, unmodelled=unmodelled, url=url)
    return Reply(200, page)


def _rule(entry: ClauseEntry) -> str:
    """A clause as it is encoded, without the words that stand beside it."""
    from msgspec.structs import replace

    clause = replace(entry.clause, quotes=(), notes=())
    return format_module(tree.Module(entry.license, (clause,)))


_PAGES: dict[tuple[str, bool], Callable[[Site, Asked, str], Reply]] = {
    ("", False): _start,
    ("interview", False): _interview,
    ("interview", True): _written,
    ("audit", False): _audit,
    ("licenses", False): _licenses,
    ("licenses", True): _license,
}

"""From answers to the statements that they make: the use, and what was described for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from licet.errors import BadAnswer
from licet.grammar import tree
from licet.grammar.connectives import parted
from licet.grammar.formatter import format_module
from licet.grammar.parser import parse_literal
from licet.grammar.source import Span
from licet.interview.answers import SKIPPED, Answers
from licet.interview.asking import Asking
from licet.interview.keys import FactKey, fact_key
from licet.interview.naming import ANOTHER, named_in
from licet.interview.questions import Choice, Question
from licet.interview.verbs import Verb

__all__ = ["MAKER", "Described", "described"]

MAKER = "by"
_ACTS, _RECEIVES, _DAY = "acts", "receives", "on"
_OURS = "ours"
_UNDECIDED = "undecided"
_HIDDEN = ("undisclosed_lineage", "has_hidden_ingredients")
"""What is not known of a thing of which nobody can say what it was made from."""


class Described(Struct):
    """What the answers come to: the questions that describe the use, in their order, and its statements."""

    questions: list[Question] = field(default_factory=list)
    lines: list[tree.Line] = field(default_factory=list)
    blocks: dict[str, tuple[str, str, list[tree.Line]]] = field(default_factory=dict)
    facts: list[tree.Fact] = field(default_factory=list)
    denied: list[tuple[str, FactKey]] = field(default_factory=list)
    acts: bool = False

    def text(self, use: str, title: str | None = None) -> str:
        """The statements as `licet fmt` writes them."""
        blocks = [tree.Entity(kind, name, title, tuple(lines)) for name, (kind, title, lines) in self.blocks.items()]
        whole: tuple[tree.Entity | tree.Fact, ...] = (
            *blocks,
            tree.Entity("use", use, title, tuple(self.lines)),
            *self.facts,
        )
        return format_module(tree.Module(use, tuple(_at(said, number) for number, said in enumerate(whole, start=1))))


def _at(statement: tree.Entity | tree.Fact, number: int) -> tree.Entity | tree.Fact:
    return replace(statement, span=Span("", number, 1, number, 1))


def described(asking: Asking, answers: Answers) -> Described:
    """The use that the answers describe.

    Raises:
        BadAnswer: an answer cannot be one, contradicts another, or is to no question.
    """
    return _Describing(asking, answers).run()


class _Describing:
    def __init__(self, asking: Asking, answers: Answers) -> None:
        self.asking = asking
        self.answers = answers
        self.out = Described()
        self.left = dict.fromkeys(answers)
        self.titles: dict[str, str] = {}
        self.touched: dict[str, None] = {}
        self.untold: list[str] = []

    def run(self) -> Described:
        self.check_certainty()
        self.maker()
        for key, text, handing in ((_ACTS, "What do you do?", False), (_RECEIVES, "Who receives it, and how?", True)):
            self.verbs(key, text, handing)
        self.day()
        for relation in ("takes_place_in", "for_purpose"):
            self.named_of_use(relation)
        self.single_facts()
        self.tell_undecided()
        return self.out

    def check_certainty(self) -> None:
        for key, texts in self.answers.items():
            if SKIPPED[0] in texts and texts != SKIPPED:
                help = "say what is so, or only that you do not know"
                raise BadAnswer(key, "something is marked, and it is said not to be known, too", help)

    def is_skipped(self, key: str) -> bool:
        return self.answers.get(key) == SKIPPED

    def tell_undecided(self) -> None:
        """Who does not know what is done gets no verdict as if nothing else were done."""
        if _UNDECIDED in self.asking.vocabulary.relations:
            for thing in self.touched:
                for reason in self.untold:
                    self.line(_UNDECIDED, (tree.Constant(thing), tree.Text(reason)))

    def asked(self, question: Question) -> tuple[str, ...]:
        """The answer to a question: nothing where it was not answered or is not known."""
        self.out.questions.append(question)
        self.left.pop(question.key, None)
        found = self.answers.get(question.key, ())
        if question.sort in ("one", "day") and question.key in self.answers and len(found) != 1:
            raise BadAnswer(question.key, f"`{question.key}` has {len(found)} answers, and is to have one")
        return () if found == SKIPPED else found

    # --- Who ---

    def maker(self) -> None:
        if MAKER not in self.asking.vocabulary.relations:
            return
        reason = "A license asks who somebody is: how many users they have, whom they belong to, what they agreed to."
        choices = self.asking.choices("organization")
        question = Question(MAKER, "Who makes the use?", "many", choices, ANOTHER, reason)
        for text in self.asked(question):
            self.line(MAKER, self.named(MAKER, text, ("organization",), "organization"))

    # --- What is done to what ---

    def verbs(self, key: str, text: str, handing: bool) -> None:
        verbs = {name: verb for name, verb in self.asking.verbs.items() if verb.hands_over is handing}
        if not verbs and key not in self.answers:
            return
        choices = tuple(Choice(v.name, _meaning(v), v.signature.also) for v in verbs.values())
        reason = "A license grants and refuses acts, each for itself; what is not said is not judged."
        if handing:
            reason = "Most duties of a license are owed when somebody else gets the thing, or gets to use it."
        chosen = self.asked(Question(key, text, "many", choices, "", reason))
        if self.is_skipped(key):
            self.untold.append("it is not known who receives it" if handing else "it is not known what is done to it")
        for name in chosen:
            if name not in verbs:
                there = _RECEIVES if handing is False and name in self.asking.verbs else _ACTS
                hint = f"`{name}` is an answer to `{there}`" if name in self.asking.verbs else None
                raise BadAnswer(key, f"`{name}` is no answer to `{key}`", hint or f"one is `{next(iter(verbs), '')}`")
        for name in dict.fromkeys(chosen):
            self.things(verbs[name])
        for name in verbs:
            if name in self.left:
                raise BadAnswer(name, f"`{name}` is answered, and `{key}` does not name it", f"add `{name}` to `{key}`")

    def things(self, verb: Verb) -> None:
        question = Question(
            verb.name,
            f"{_sentence(_meaning(verb))}: which?",
            "many",
            self.asking.choices(verb.slots[0]) if len(verb.slots) == 1 else (),
            ", ".join(ANOTHER if kind != "action" else "ACTION" for kind in verb.slots)
            if len(verb.slots) > 1
            else ANOTHER,
            "The license of the thing decides, and those of what it was made from.",
        )
        before = set(self.out.blocks)
        texts = self.asked(question)
        if not texts and verb.name in self.answers and not self.is_skipped(verb.name):
            message = f"`{verb.name}` is said to be done, and of no thing"
            raise BadAnswer(verb.name, message, "name it, answer `unknown`, or leave that out of what is done")
        for text in texts:
            negative = text.startswith("not ")
            arguments = self.named(verb.name, text.removeprefix("not "), verb.slots, "model")
            self.line(verb.name, arguments, denied=negative)
            self.out.acts = self.out.acts or not negative
            names = zip(arguments, verb.slots, strict=True)
            self.touched.update(
                (a.name, None) for a, kind in names if isinstance(a, tree.Constant) and self.is_thing(kind)
            )
        if self.is_skipped(verb.name):
            self.untold.append(f"it is not known what else the use {verb.name}")
        for name in [n for n in self.out.blocks if n not in before]:
            self.thing(name)

    def is_thing(self, kind: str) -> bool:
        return self.asking.vocabulary.is_a(kind, "artifact")

    def thing(self, name: str) -> None:
        """What a thing is that the policies do not know, what it was made from, and under which license it is."""
        title, vocabulary = self.titles[name], self.asking.vocabulary
        kinds = [k for k in vocabulary.kinds if vocabulary.is_a(k, "artifact") and k not in ("artifact", "family")]
        choices = tuple(Choice(kind, vocabulary.kinds[kind].description or kind) for kind in kinds)
        found = self.asked(Question(f"{name}.is", f"What is “{title}”?", "one", choices))
        kind = found[0] if found else "model"
        if kind not in kinds:
            raise BadAnswer(f"{name}.is", f"`{kind}` is no kind of thing", f"one is `{kinds[0]}`" if kinds else None)
        _, _, lines = self.out.blocks[name]
        self.out.blocks[name] = (kind, title, lines)
        self.made_from(name, title, kind)
        self.licensed(name, title)

    def made_from(self, name: str, title: str, kind: str) -> None:
        fitting = {s.name: s for s in self.asking.lineage if self.asking.vocabulary.is_a(kind, s.kinds[0])}
        headings = tuple(Choice(s.name, s.description or s.name, s.also) for s in fitting.values())
        reason = "Terms reach what is made from a thing: its weights, its answers, what was labelled by it."
        others = "RELATION NAME, such as `fine_tuned_from mistral_7b`"
        question = Question(f"{name}.from", f"What was “{title}” made from?", "many", headings, others, reason)
        before = set(self.out.blocks)
        if self.is_skipped(question.key):
            for hidden in _HIDDEN:
                told = self.answers.get(f"{hidden}({name})", SKIPPED) != SKIPPED
                if hidden in self.asking.vocabulary.relations and not told:
                    atom = tree.Atom(hidden, (tree.Constant(name),))
                    self.out.facts.append(tree.Fact(atom, False, True, None))
        for text in self.asked(question):
            relation, _, thing = text.strip().partition(" ")
            if relation not in fitting or not thing:
                help = f"write how and what, such as `{next(iter(fitting), 'derived_from')} mistral_7b`"
                raise BadAnswer(question.key, f"`{text}` does not say what it was made from", help)
            arguments = self.named(question.key, thing, ("artifact",), "model")
            self.line(relation, arguments, of=name)
        for new in [n for n in self.out.blocks if n not in before]:
            self.thing(new)

    def licensed(self, name: str, title: str) -> None:
        own = Choice(_OURS, "it is our own work, and licensed to nobody", ())
        reason = "Without its license nothing can be said of a thing."
        choices = (own, *self.asking.choices("license"))
        question = Question(f"{name}.license", f"Under which license is “{title}”?", "many", choices, "", reason)
        makers = [line.arguments for line in self.out.lines if line.relation == MAKER]
        for text in self.asked(question):
            if text != _OURS:
                self.line("licensed_under", self.named(question.key, text, ("license",), "license"), of=name)
            elif makers:
                self.line("own_work_of", makers[0], of=name)
            else:
                raise BadAnswer(question.key, "nobody is said to make the use, so nobody's work it is", "answer `by`")

    # --- When, where, what for ---

    def day(self) -> None:
        if _DAY not in self.asking.vocabulary.relations:
            return
        reason = "The day decides which text is in force, and what holds of whom."
        for text in self.asked(Question(_DAY, "On which day?", "day", (), "2026-03-01", reason)):
            try:
                day = date.fromisoformat(text)
            except ValueError:
                raise BadAnswer(_DAY, f"`{text}` is no day", "days are written `2026-03-01`") from None
            self.line(_DAY, (), value=tree.Day(day))

    def named_of_use(self, relation: str) -> None:
        """Places and purposes: they are asked for only where the answer can matter, and taken where they are said."""
        signature = self.asking.vocabulary.relations.get(relation)
        if relation not in self.answers or signature is None:
            return
        for text in self.asked(named_question(self.asking, relation, ())):
            self.line(relation, self.named(relation, text, (signature.kinds[1],), None))

    # --- Everything else ---

    def single_facts(self) -> None:
        for key in list(self.left):
            found = fact_key(self.asking.vocabulary, key, self.asking.use)
            if found is None:
                self.unknown_key(key)
            else:
                self.single_fact(key, found)

    def unknown_key(self, key: str) -> None:
        asked = [question.key for question in self.out.questions]
        name, dot, part = key.rpartition(".")
        if dot and part in ("is", "from", "license"):
            raise BadAnswer(key, f"`{key}` is answered, and nothing that was named is called `{name}`")
        from licet.grammar.diagnostics import did_you_mean

        hint = did_you_mean(key, asked) or "facts have keys such as `breaks_law(use)`"
        raise BadAnswer(key, f"there is no question `{key}`", hint)

    def single_fact(self, key: str, found: FactKey) -> None:
        texts, signature = self.answers[key], found.signature
        self.check_names(key, found)
        if found.choices_at is not None:
            for text in () if texts == SKIPPED else texts:
                kind = signature.kinds[found.choices_at]
                (chosen,) = self.named(key, text, (kind,), None)
                places = tuple(chosen if isinstance(a, tree.Anything) else a for a in found.arguments)
                self.fact(FactKey(signature, places), None, denied=False)
            return
        if len(texts) != 1:
            raise BadAnswer(key, f"`{key}` has {len(texts)} answers, and is to have one")
        if texts == SKIPPED:
            if signature.absence == "closed" and not signature.functional and not signature.concluded:
                self.fact(found, tree.Unknown(), denied=False)
            return
        if signature.functional:
            self.fact(found, self.value(key, found, texts[0]), denied=False)
        elif texts[0] in ("yes", "no"):
            self.fact(found, None, denied=texts[0] == "no")
            if texts[0] == "no":
                self.out.denied.append((key, found))
        else:
            raise BadAnswer(key, f"`{texts[0]}` is no answer to `{key}`", "answer `yes`, `no` or `unknown`")

    def check_names(self, key: str, found: FactKey) -> None:
        known = {*self.asking.vocabulary.entities, *self.out.blocks, self.asking.use}
        for argument in found.arguments:
            if isinstance(argument, tree.Constant) and argument.name not in known:
                raise BadAnswer(key, f"nothing is called `{argument.name}`", "it was not named before")

    def value(self, key: str, found: FactKey, text: str) -> tree.Argument:
        kind = found.signature.kinds[-1]
        literal, errors = parse_literal(f"{found.signature.name}(x) = {text}") if "\n" not in text else (None, ())
        value = literal.value if isinstance(literal, tree.Atom) and not errors else None
        fitting: dict[str, type | tuple[type, ...]] = {
            "count": tree.Number,
            "number": tree.Number,
            "date": tree.Day,
            "month": tree.YearMonth,
            "text": tree.Text,
        }
        if value is None or not isinstance(value, fitting.get(kind, tree.Constant)):
            example = {"date": "2026-03-01", "month": "2026-03", "text": '"a text"'}.get(kind, "40 thousand")
            raise BadAnswer(key, f"`{text}` is no {kind}", f"write it like `{example}`, or answer `unknown`")
        return value

    def fact(self, found: FactKey, value: tree.Argument | tree.Unknown | None, *, denied: bool) -> None:
        first, *rest = found.arguments
        name = first.name if isinstance(first, tree.Constant) else ""
        if name == self.asking.use or name in self.out.blocks:
            of = None if name == self.asking.use else name
            self.line(found.signature.name, tuple(rest), value=value, of=of, denied=denied)
        else:
            stated = None if isinstance(value, tree.Unknown) else value
            atom = tree.Atom(found.signature.name, found.arguments, stated)
            self.out.facts.append(tree.Fact(atom, denied, isinstance(value, tree.Unknown), None))

    # --- Lines and names ---

    def line(
        self,
        relation: str,
        arguments: Iterable[tree.Argument],
        *,
        value: tree.Argument | tree.Unknown | None = None,
        of: str | None = None,
        denied: bool = False,
    ) -> None:
        listed = tuple(arguments)
        if relation == _DAY and value is not None and not isinstance(value, tree.Unknown):
            listed, value = (value,), None
        form = "infix" if len(listed) > 1 and parted(relation, len(listed) - 1) else "plain"
        found = tree.Line(relation, listed, value, denied, None, form)
        lines = self.out.lines if of is None else self.out.blocks[of][2]
        if found not in lines:
            lines.append(found)

    def named(self, key: str, text: str, kinds: tuple[str, ...], new: str | None) -> tuple[tree.Argument, ...]:
        found = named_in(self.asking.vocabulary, key, text, kinds, self.titles)
        for name, title in found.new.items():
            if new is None or new == "license":
                raise BadAnswer(key, f"`{text}` is not known", "only what is declared can be answered here")
            if self.titles.setdefault(name, title) != title:
                raise BadAnswer(key, f"two things get the name `{name}`", "give one of them another title")
            self.out.blocks.setdefault(name, (new, title, []))
        return found.arguments


def named_question(asking: Asking, relation: str, clauses: tuple[str, ...]) -> Question:
    """The question for the places or purposes of a use."""
    if relation == "takes_place_in":
        text, reason = "Where is it done or offered?", "Some terms hold for some territories only."
    else:
        text, reason = "What is it for?", "Licenses bar some purposes, and grant some acts for others only."
    return Question(relation, text, "many", _choices(asking, relation), "", reason, clauses)


def _choices(asking: Asking, relation: str) -> tuple[Choice, ...]:
    return asking.choices(asking.vocabulary.relations[relation].kinds[1])


def _meaning(verb: Verb) -> str:
    return verb.signature.description or verb.name


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]

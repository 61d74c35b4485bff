"""More on an answer: further proofs, the facts that suffice, what is owed, and a certificate of it."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from licet.answers.alternatives import proofs_of_use, witnesses_of_use
from licet.answers.checklist import checklist
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Drawn, Output, Save
from licet.repl.screen.statuses import status_of_outcomes, status_of_verdict
from licet.repl.session.session import ProvedWays, Session
from licet.repl.verbs.talk import dated_base, use_named
from licet.verdict.base import Base
from licet.verdict.judge import judge
from licet.verdict.subjects import is_name
from licet.views.data.alternatives import proofs_json, witnesses_json
from licet.views.data.changes import duties_json
from licet.views.lines.alternatives import proofs_lines, witnesses_lines
from licet.views.lines.checklist import checklist_lines

__all__ = ["duties", "proofs", "prove", "witnesses"]


def proofs(session: Session, argument: str) -> tuple[Session, Output]:
    """`proofs [USE | LITERALS]`: distinct proofs; of a contested verdict one a reading, and where they part."""
    question, base, is_use = _asked(session, argument)
    if is_use:
        found = proofs_of_use(base, question, session.readings)
    else:
        found = session.knowledge.proofs(question, readings=session.readings)
    data = proofs_json(base, question, found)
    drawn = Drawn(lambda width, plain: proofs_lines(base, found, width=width, plain=plain), data)
    status = status_of_outcomes([ground.outcome for ground in found.grounds])
    return replace(session, proved=ProvedWays(found, base, data)), Output((drawn,), status=status)


def witnesses(session: Session, argument: str) -> tuple[Session, Output]:
    """`witnesses [USE | LITERALS]`: minimal sets of stated facts from which the answer follows."""
    question, base, is_use = _asked(session, argument)
    if is_use:
        found = witnesses_of_use(base, question, session.readings)
    else:
        found = session.knowledge.witnesses(question, readings=session.readings)
    drawn = Drawn(lambda width, _: witnesses_lines(base, found, width=width), witnesses_json(base, question, found))
    return session, Output((drawn,), status=status_of_outcomes([case.outcome for case in found.cases]))


def _asked(session: Session, argument: str) -> tuple[str, Base, bool]:
    """The use or the literals that are asked about, over which policies, and whether it is a use."""
    question = argument.strip()
    if question and not is_name(question):
        return question, session.knowledge.base, False
    use = use_named(session, question)
    return use, dated_base(session, use), True


def duties(session: Session, argument: str) -> tuple[Session, Output]:
    """`duties [USE]`: what it owes, as a checklist."""
    use = use_named(session, argument)
    base = dated_base(session, use)
    found = checklist(base, judge(base, use, session.readings))
    drawn = Drawn(lambda width, _: checklist_lines(base, found, width=width), duties_json(base, found))
    return session, Output((drawn,), status=status_of_verdict(found.status))


def prove(session: Session, argument: str) -> tuple[Session, Output]:
    """`prove [USE | LITERALS] to FILE`: a certificate, which `licet verify` checks against the policy files."""
    question, to, name = f" {argument}".rpartition(" to ")
    name = name.strip().strip('"')
    if not to or not name:
        raise Misuse("prove what, and write it where?", "`prove my_use to proof.json`")
    question = question.strip() or use_named(session, "")
    if any(change.verb == "retract" for change in session.scratch.changes):
        raise Misuse("a certificate cannot take facts of the files back", "`undo` or `retract N` takes a change back")
    given = "".join(f"{c.text.rstrip()}\n" for c in session.scratch.changes if c.verb == "assume")
    if session.day is not None and is_name(question):
        given += f"fact on({question}) = {session.day.isoformat()}\n"
    certificate = session.scratch.files.certify(question, given=given, readings=session.readings)
    return session, Output(request=Save(Path(name).expanduser(), certificate.decode("ascii") + "\n"))

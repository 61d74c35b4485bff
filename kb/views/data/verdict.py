"""Verdicts and truths as JSON-able data: the parts that several results share."""

from __future__ import annotations

from collections.abc import Iterable

from licet.verdict.verdict import Case, Duty, Need, NeedSet, Truth, Unbound, Verdict
from licet.views.data.values import JSON, cited_json, pins_json, row_json, value_json
from licet.views.outline.labels import Words
from licet.words.fragments import text_of

__all__ = ["duty_json", "need_json", "truth_content", "verdict_content"]


def verdict_content(words: Words, verdict: Verdict) -> JSON:
    """The verdict of a use. `cited` holds the words of every clause that is named."""
    named = [*verdict.clauses, *verdict.also, *(n for lost in verdict.lost for n in (lost.clause, lost.by))]
    named += [d.clause for d in verdict.duties]
    named += [name for silence in verdict.silences for name in silence.clauses]
    named += [n for c in verdict.cases for n in (*c.clauses, *c.also, *(d.clause for d in c.duties))]
    return {
        "use": verdict.use,
        "title": words.phrases.title(verdict.use),
        "status": verdict.status.value,
        "allows": verdict.status.allows,
        "refuses": verdict.status.refuses,
        "actions": list(verdict.actions),
        "licenses": [_license(words, name) for name in verdict.licenses],
        "clauses": list(verdict.clauses),
        "also": list(verdict.also),
        "silences": [
            {
                "license": s.license,
                "action": s.action,
                "clauses": list(s.clauses),
                "starts": s.starts.isoformat() if s.starts else None,
            }
            for s in verdict.silences
        ],
        "unbound": [_unbound(words, u) for u in verdict.unbound],
        "lost": [{"clause": lost.clause, "how": lost.how, "by": lost.by} for lost in verdict.lost],
        "duties": [duty_json(words, d) for d in verdict.duties],
        "over": list(verdict.over),
        "cases": [_case(words, c) for c in verdict.cases],
        "operative": [
            {"organization": o.organization, "readings": pins_json(o.readings), "status": o.status.value}
            for o in verdict.operative
        ],
        "needs": _needs(words, verdict.needs),
        "exhausted": verdict.exhausted,
        "at_worst": verdict.at_worst.value if verdict.at_worst is not None else None,
        "at_best": verdict.at_best.value if verdict.at_best is not None else None,
        "cited": cited_json(words, named),
    }


def _license(words: Words, name: str) -> JSON:
    license = words.vocabulary.licenses[name]
    unread = license.unread.value if license.unread is not None else None
    encoded = any(words.vocabulary.clauses_of(name))
    return {"name": name, "title": license.title, "url": license.url, "encoded": encoded, "unread": unread}


def duty_json(words: Words, duty: Duty) -> JSON:
    """A duty and the clause it comes from."""
    return {
        "name": duty.name,
        "title": words.phrases.title(duty.name),
        "clause": duty.clause,
        "strength": duty.strength,
        "fulfilled": duty.fulfilled,
    }


def _case(words: Words, case: Case) -> JSON:
    return {
        "readings": pins_json(case.readings),
        "status": case.status.value,
        "clauses": list(case.clauses),
        "also": list(case.also),
        "duties": [duty_json(words, d) for d in case.duties],
        "needs": _needs(words, case.needs),
        "exhausted": case.exhausted,
        "unbound": [_unbound(words, u) for u in case.unbound],
    }


def _unbound(words: Words, unbound: Unbound) -> JSON:
    because = [text_of(words.phrases.holds(relation, row)) for relation, row in unbound.because]
    return {"license": unbound.license, "because": because}


def _needs(words: Words, sets: Iterable[NeedSet]) -> list[list[JSON]]:
    return [[need_json(words, need) for need in needs.needs] for needs in sets]


def need_json(words: Words, need: Need) -> JSON:
    """A fact that nobody has stated."""
    signature = words.vocabulary.relations.get(need.relation)
    kinds = signature.kinds if signature is not None else ()
    return {
        "relation": need.relation,
        "row": row_json(need.row, kinds),
        "says": text_of(words.phrases.key(need.relation, need.row)),
        "thresholds": [value_json(t, kinds[-1] if kinds else None) for t in need.thresholds],
        "why": need.why,
    }


def truth_content(words: Words, truth: Truth) -> JSON:
    """Whether a literal holds."""
    return {
        "status": truth.status,
        "over": list(truth.over),
        "cases": [{"readings": pins_json(c.readings), "status": c.status} for c in truth.cases],
        "needs": _needs(words, truth.needs),
        "values": row_json(truth.values),
    }

"""License texts: found, proved to be the pinned ones, and compared with what is quoted from and modelled of them."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from licet.checks.files import policy_files
from licet.checks.findings import Findings
from licet.checks.locators import Located, check_locators, taken_from
from licet.checks.quotes import Difference, QuotableText, QuoteMatch, find_quote
from licet.checks.sections import Section, locator_parts, sections, uncovered
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Label
from licet.grammar.source import Span
from licet.policy.vocabulary import Vocabulary, home_license

__all__ = [
    "LicenseSource",
    "QuotableText",
    "QuoteMatch",
    "check_texts",
    "find_quote",
    "load_texts",
    "text_places",
]

MAX_BYTES = 20_000_000
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_HEADER = re.compile(rb"\A# PROVENANCE\b[^\n]*\n|^={4,}[ \t]*\r?\n", re.MULTILINE)
_MOST_DIFFERENCES = 3
_LONGEST_PASSAGE = 2_000
_MOST_NEAREST = 100
_LONGEST_SEARCHED = 1_000_000


class LicenseSource(Struct, frozen=True):
    """One text of a license whose hash was the pinned one. `skipped` lines of the file stand before it."""

    license: str
    path: Path
    text: QuotableText
    skipped: int = 0


Locator = tuple[str, ...]
_QUOTING = (tree.Clause, tree.Term, tree.Rule)
Texts = Mapping[str, tuple[LicenseSource, ...]]


def check_texts(
    modules: Sequence[tree.Module], vocabulary: Vocabulary, roots: Sequence[Path], folders: Sequence[Path] = ()
) -> tuple[Diagnostic, ...]:
    """What license texts tell about policy files: whether they are those that are named, hold what is quoted, and have
    sections that nothing names.

    Args:
        modules: the parsed files.
        vocabulary: what they declare.
        roots: the files and folders they were read from.
        folders: where texts are looked for by their hash, too.
    """
    files, _ = policy_files(roots)
    licenses = sorted({s.name: s for m in modules for s in m.statements if isinstance(s, tree.License)}.items())
    texts, found = load_texts([license for _, license in licenses], files, folders, roots)
    findings = Findings()
    for license in (license for _, license in licenses):
        missing = _coverage(license, modules, vocabulary, texts.get(license.name, ()))
        if missing:
            listed = ", ".join(map(str, missing))
            findings.warning(
                "W503",
                f"nothing encoded of `{license.name}` names {listed} of its text",
                license.name_span,
                f'encode what they say, or say why not: `unmodelled "{missing[0]}" because "…"`',
            )
    pinned = {license.name: len(license.texts) for _, license in licenses}
    compared = {name: [s.text for s in sources] for name, sources in texts.items() if len(sources) == pinned[name]}
    misplaced = check_locators(_located(modules), compared, vocabulary.licenses)
    return (*found, *_check_quotes(modules, vocabulary, texts), *misplaced, *findings.sorted())


def text_places(modules: Iterable[tree.Module], files: Mapping[str, Path]) -> tuple[Path, ...]:
    """Where the texts should be that license statements name, there or not, sorted.

    Args:
        modules: the parsed files.
        files: where they are, by the names in spans.
    """
    licenses = (s for m in modules for s in m.statements if isinstance(s, tree.License))
    places = (_place(pin, files) for license in licenses for pin in license.texts)
    return tuple(sorted({place for place in places if place is not None}))


def load_texts(
    licenses: Iterable[tree.License],
    files: Mapping[str, Path],
    folders: Sequence[Path] = (),
    roots: Sequence[Path] = (),
) -> tuple[Texts, tuple[Diagnostic, ...]]:
    """Find the texts that licenses pin.

    A text is the file its license names, relative to the policy file, if its bytes have the pinned hash. One that is
    not there is looked for in the folders by its hash, which may be that of a whole file or of what follows a header
    that says where the text is from: a first line that begins with `# PROVENANCE`, or else all up to the first line of
    equals signs. Nothing is read of a file outside the folder that
    it belongs in, whether the path leads there or a link does.

    Args:
        licenses: the license statements.
        files: where the policy files are, by the names in spans.
        folders: where to look further, and in the folders in them.
        roots: the files and folders that the policy files were read from. A text is in one of these folders, or in
            that of its policy file.

    Returns:
        The texts by license, and what is wrong: E501 another hash than the pinned one, E503 a pin that cannot be one
        or a path that leads out of the folder, E504 a folder that cannot be read, and for each license with texts that
        are nowhere a warning W501.
    """
    findings = Findings()
    elsewhere: dict[str, tuple[Path, bytes, int]] | None = None
    texts: dict[str, tuple[LicenseSource, ...]] = {}
    for license in licenses:
        found: list[LicenseSource] = []
        missing: list[tree.LicenseText] = []
        for pin in license.texts:
            wanted = pin.sha256.value.lower()
            if not _check_pin(pin, findings):
                continue
            path = _place(pin, files)
            if path is not None and _leads_out(path, files[pin.span.file], roots):
                _report_outside(pin, findings)
                continue
            data = _read(path) if path else None
            if path is not None and data is not None:
                actual = hashlib.sha256(data).hexdigest()
                if actual == wanted:
                    found.append(LicenseSource(license.name, path, _quotable(data)))
                else:
                    findings.error(
                        "E501",
                        f"the text `{pin.path.value}` has the hash {actual}, and {wanted} is pinned",
                        pin.sha256.span,
                        "restore the text that was read; pin the new one only after reading what changed",
                    )
                continue
            if elsewhere is None:
                elsewhere = _by_hash(folders, findings)
            if wanted in elsewhere:
                other, data, skipped = elsewhere[wanted]
                found.append(LicenseSource(license.name, other, _quotable(data), skipped))
            else:
                missing.append(pin)
        if missing:
            listed = ", ".join(f"`{pin.path.value}`" for pin in missing)
            findings.tally(
                "W501",
                f"{len(missing)} of {len(license.texts)} texts of `{license.name}` not found: {listed}",
                missing[0].path.span,
                "`--texts FOLDER` names a folder to look in; a text is recognized by its hash",
                license.name,
                len(missing),
            )
        texts[license.name] = tuple(found)
    return texts, findings.sorted()


def _check_pin(pin: tree.LicenseText, findings: Findings) -> bool:
    path = pin.path.value
    if not _SHA256.fullmatch(pin.sha256.value):
        findings.error(
            "E503", "a sha256 is 64 hexadecimal digits", pin.sha256.span, "`sha256sum FILE` prints that of a file"
        )
        return False
    if not path or "\0" in path or "\\" in path or path.startswith("/") or re.match(r"[A-Za-z]:", path):
        findings.error(
            "E503",
            "the path of a text leads from the folder of the policy file, with forward slashes",
            pin.path.span,
            'for example `text "sources/license.txt" sha256 "…"`',
        )
        return False
    return True


def _place(pin: tree.LicenseText, files: Mapping[str, Path]) -> Path | None:
    policy = files.get(pin.span.file)
    return policy.parent / pin.path.value if policy else None


def _leads_out(path: Path, policy: Path, roots: Iterable[Path]) -> bool:
    """Whether the file at the end of all links is neither in the folder of its policy file nor in a given one."""
    real = os.path.realpath(path)
    allowed = (os.path.realpath(folder) for folder in (policy.parent, *filter(os.path.isdir, roots)))
    return not any(Path(real).is_relative_to(folder) for folder in allowed)


def _report_outside(pin: tree.LicenseText, findings: Findings) -> None:
    findings.error(
        "E503",
        f"the text `{pin.path.value}` is outside the folder of the policies, and was not read",
        pin.path.span,
        "keep it in that folder, or load the folder that holds both; `--texts FOLDER` names one to look in by hash",
    )


def _read(path: Path) -> bytes | None:
    """The bytes of an ordinary file of moderate size, or None."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None


def _quotable(data: bytes) -> QuotableText:
    return QuotableText.of(data.decode("utf-8-sig", errors="replace"))


def _by_hash(folders: Sequence[Path], findings: Findings) -> dict[str, tuple[Path, bytes, int]]:
    """The files of some folders by the hash of the whole and of what follows the header."""
    table: dict[str, tuple[Path, bytes, int]] = {}
    for folder in folders:
        shown = folder.as_posix()
        try:
            os.listdir(folder)
            paths = sorted(Path(inside, name) for inside, _, names in os.walk(folder) for name in names)
        except (OSError, ValueError) as error:
            reason = (getattr(error, "strerror", None) or str(error)).lower()
            place = Span(shown, 1, 1, 1, 1)
            findings.error("E504", f"the folder `{shown}` cannot be read: {reason}", place, "check the path")
            continue
        for path in paths:
            data = None if _leads_out(path, path, ()) else _read(path)
            if data is None:
                continue
            table.setdefault(hashlib.sha256(data).hexdigest(), (path, data, 0))
            header = _HEADER.search(data)
            if header is not None:
                rest = data[header.end() :]
                skipped = data.count(b"\n", 0, header.end())
                table.setdefault(hashlib.sha256(rest).hexdigest(), (path, rest, skipped))
    return table


def _check_quotes(modules: Iterable[tree.Module], vocabulary: Vocabulary, texts: Texts) -> tuple[Diagnostic, ...]:
    """Compare the quotes of clauses, terms and rules with the texts of their licenses.

    Returns:
        E502 for each quote that is in none of the texts, with the nearest passage; W502 for each license of which
        quotes could not be verified.
    """
    findings = Findings()
    unverified: dict[str, int] = {}
    missing = 0
    quotes = ((license, s, q) for s, license in _located(modules) if isinstance(s, _QUOTING) for q in s.quotes)
    for license, statement, quote in quotes:
        sources = texts.get(license, ())
        if not sources:
            unverified[license] = unverified.get(license, 0) + 1
            continue
        looked = missing < _MOST_NEAREST and all(len(s.text.plain) <= _LONGEST_SEARCHED for s in sources)
        matches = [find_quote(source.text, quote.value, nearest=looked) for source in sources]
        if not any(match.found for match in matches):
            missing += 1
            _report_missing(quote, license, sources, matches, looked, findings, statement)
    for license, count in unverified.items():
        entry = vocabulary.licenses.get(license)
        if entry is not None:
            findings.tally(
                "W502",
                f"{_counted(count, 'quote')} of `{license}` not verified: no text of it is at hand",
                entry.name_span,
                None if entry.texts else 'pin its text: `text "…" sha256 "…"`',
                license,
                count,
            )
    return findings.sorted()


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _located(modules: Iterable[tree.Module]) -> Iterator[tuple[Located, str]]:
    """The statements that name a place in the text of a license, with the license."""
    for module in sorted(modules, key=lambda m: m.name):
        home = home_license(module)
        for statement in module.statements:
            match statement:
                case tree.Clause() | tree.Term() | tree.Unmodelled():
                    license = statement.license or home
                case tree.Rule():
                    license = home
                case _:
                    continue
            if license is not None:
                yield statement, license


def _report_missing(
    quote: tree.Text,
    license: str,
    sources: Sequence[LicenseSource],
    matches: Sequence[QuoteMatch],
    looked: bool,
    findings: Findings,
    statement: Located,
) -> None:
    near = next(((s, m) for s, m in zip(sources, matches, strict=True) if m.nearest and m.line), None)
    if near is None and not looked:
        help = (
            f"the nearest passage is looked for of the first {_MOST_NEAREST} such quotes,"
            f" in texts of up to {_LONGEST_SEARCHED:_} characters"
        )
    elif near is None:
        help = "nothing like it is there; quote the text word for word, with `…` for what you leave out"
    else:
        source, match = near
        line = (match.line or 0) + source.skipped
        place = f"in line {line} of {source.path.name}"
        passage = _cut(match.nearest or "")
        if match.differences:
            help = f'the nearest passage, {place}: "{passage}"; {_disagreement(match.differences)}'
        else:
            help = f'"{passage}" stands {place}, before what the quote has ahead of it'
    taken = taken_from(statement)
    if taken is None:
        findings.error("E502", f"this quote is not in the text of `{license}`", quote.span, help)
        return
    if isinstance(statement, tree.Clause):
        what = f"clause `{statement.name}`"
        anew = f"write `clause {statement.name}` with a quote of this text"
    else:
        what = f"a rule at {statement.locator}" if statement.locator else "a rule"
        anew = "write the rule with a quote of this text"
    message = f"what {what} quotes, which is taken over, is not in the text of `{license}`"
    findings.error("E502", message, taken, f"{anew}; {help}", (Label(quote.span, "these words"),))


def _disagreement(differences: Sequence[Difference]) -> str:
    """Where a quote and the passage disagree, the first few places."""
    told = [_told(difference) for difference in differences[:_MOST_DIFFERENCES]]
    more = len(differences) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")


def _told(difference: Difference) -> str:
    quoted, text = _cut(difference.quoted), _cut(difference.text)
    after = f' after "{_cut(difference.after)}"' if difference.after else ""
    if not quoted:
        return f'the quote leaves out "{text}"{after}'
    if not text:
        return f'the text has no "{quoted}"{after}'
    return f'the text has "{text}" where the quote has "{quoted}"'


def _cut(words: str) -> str:
    """The words, or as many as a reader looks through."""
    return words if len(words) <= _LONGEST_PASSAGE else words[:_LONGEST_PASSAGE].rpartition(" ")[0] + " …"


def _reader(license: tree.License, vocabulary: Vocabulary) -> Callable[[str], Locator]:
    """How the locators of a license are read: aliases replaced, and without the word that all its clauses start with
    (as in `AUP 1.4`)."""
    starts = {locator_parts(entry.clause.locator)[:1] for entry in vocabulary.clauses_of(license.name)}
    common = starts.pop() if len(starts) == 1 else ()
    word = common if common and common[0].isalpha() and len(common[0]) > 1 else ()

    def read(locator: str) -> Locator:
        parts = locator_parts(next((a.locator for a in license.aliases if locator in a.names), locator))
        return parts[1:] if word and parts[:1] == word else parts

    return read


def _coverage(
    license: tree.License, modules: Iterable[tree.Module], vocabulary: Vocabulary, sources: Sequence[LicenseSource]
) -> tuple[Section, ...]:
    """The sections of a license's text that no clause, rule, term or `unmodelled` of it names.

    None when the license has no clauses, or when the sections of its text cannot be told.
    """
    if len(sources) != 1 or not any(True for _ in vocabulary.clauses_of(license.name)):
        return ()
    read = _reader(license, vocabulary)
    named = [parts for locator in _locators(license, modules) for parts in (read(locator), locator_parts(locator))]
    return uncovered(sections(sources[0].text.text), named)


def _locators(license: tree.License, modules: Iterable[tree.Module]) -> list[str]:
    return [s.locator for s, owner in _located(modules) if owner == license.name and s.locator is not None]

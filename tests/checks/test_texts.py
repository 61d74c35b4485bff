"""License texts: pinned by hash, found elsewhere by hash, compared with quotes and with what is encoded."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from licet.checks.files import load_modules, policy_files
from licet.checks.texts import check_texts, load_texts
from licet.policy.taking_over import written_out
from licet.policy.vocabulary import collect
from support.checking import Found, briefly

TEXT = """\
SAMPLE LICENSE

1. Grant.
      a. You may use the Materials.
      b. You will not improve another model.
2. Threshold. More than 700 million users need a license.
3. Warranty. None.
"""
HASH = hashlib.sha256(TEXT.encode()).hexdigest()
POLICY = """\
license sample "Sample"
  text "sources/sample.txt" sha256 "{hash}"
  alias "grant" for "1.a"

clause grant at "grant"
  quote "You may use the Materials."
  permits Use

clause ban at "1.b"
  quote "You will not improve another model."
  forbids Use

clause many at "2"
  quote "More than 700 million users … a license"
  withholds grant

unmodelled "3" because "no effect"
"""
NOWHERE = "0" * 64


def findings(root: Path, folders: Sequence[Path] = (), *, written: bool = False) -> list[Found]:
    modules, sources, errors = load_modules([root])
    assert errors == ()
    if written:
        modules, misread = written_out(modules)
        assert misread == ()
    vocabulary, _ = collect(modules)
    return [briefly(d, sources) for d in check_texts(modules, vocabulary, [root], folders)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a policy file and the text it pins."""
    folder = tmp_path / "policies"
    (folder / "sources").mkdir(parents=True)
    (folder / "sources" / "sample.txt").write_bytes(TEXT.encode())
    (folder / "sample.licet").write_text(POLICY.format(hash=HASH), encoding="utf-8")
    return folder


def change(root: Path, old: str, new: str) -> None:
    path = root / "sample.licet"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_agrees_with_its_text_is_clean(root: Path) -> None:
    assert findings(root) == []


def test_a_pin_may_be_in_capitals(root: Path) -> None:
    change(root, HASH, HASH.upper())
    assert findings(root) == []


def test_another_hash_is_an_error_that_shows_both(root: Path) -> None:
    changed = TEXT + "4. More.\n"
    (root / "sources" / "sample.txt").write_bytes(changed.encode())
    actual = hashlib.sha256(changed.encode()).hexdigest()
    assert findings(root) == [
        Found(
            "E501",
            f'"{HASH}"',
            f"the text `sources/sample.txt` has the hash {actual}, and {HASH} is pinned",
            "restore the text that was read; pin the new one only after reading what changed",
        ),
        Found("W502", "sample", "3 quotes of `sample` not verified: no text of it is at hand"),
    ]


def test_line_ends_count(root: Path) -> None:
    (root / "sources" / "sample.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    assert [f.code for f in findings(root)] == ["E501", "W502"]


def test_a_text_that_is_not_here_is_a_warning_and_its_quotes_are_counted(root: Path) -> None:
    (root / "sources" / "sample.txt").unlink()
    assert findings(root) == [
        Found(
            "W501",
            '"sources/sample.txt"',
            "1 of 1 texts of `sample` not found: `sources/sample.txt`",
            "`--texts FOLDER` names a folder to look in; a text is recognized by its hash",
        ),
        Found("W502", "sample", "3 quotes of `sample` not verified: no text of it is at hand"),
    ]


def test_a_license_that_pins_nothing_is_told_to(root: Path) -> None:
    change(root, f'  text "sources/sample.txt" sha256 "{HASH}"\n', "")
    assert findings(root) == [
        Found(
            "W502",
            "sample",
            "3 quotes of `sample` not verified: no text of it is at hand",
            'pin its text: `text "…" sha256 "…"`',
        )
    ]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "SOURCE: somewhere\n====\n",
        "SOURCE: x\nkey: y\n" + "=" * 70 + "\r\n",
        "# PROVENANCE somewhere\n",
        "# PROVENANCE\r\n",
    ],
)
def test_a_text_is_found_elsewhere_by_its_hash(root: Path, tmp_path: Path, header: str) -> None:
    (root / "sources" / "sample.txt").unlink()
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "other-name.md").write_bytes(header.encode() + TEXT.encode())
    assert findings(root, [folder]) == []


def test_a_line_is_counted_with_the_header(root: Path, tmp_path: Path) -> None:
    (root / "sources" / "sample.txt").unlink()
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "sample.txt").write_bytes(b"SOURCE: somewhere\n=====\n" + TEXT.encode())
    change(root, "You will not improve another model.", "You shall not improve another model.")
    assert [f.help for f in findings(root, [folder])] == [
        'the nearest passage, in line 7 of sample.txt: "You will not improve another model."; '
        'the text has "will" where the quote has "shall"'
    ]


def test_a_first_line_is_a_header_only_where_it_says_so(root: Path, tmp_path: Path) -> None:
    (root / "sources" / "sample.txt").unlink()
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "sample.txt").write_bytes(b"# PROVENANCES\n" + TEXT.encode())
    assert [f.code for f in findings(root, [folder])] == ["W501", "W502"]


def test_a_text_with_another_hash_is_not_taken_from_elsewhere(root: Path, tmp_path: Path) -> None:
    (root / "sources" / "sample.txt").unlink()
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "sample.txt").write_bytes(TEXT.encode() + b"x")
    assert [f.code for f in findings(root, [folder])] == ["W501", "W502"]


def test_a_folder_that_cannot_be_read_is_an_error(root: Path, tmp_path: Path) -> None:
    (root / "sources" / "sample.txt").unlink()
    found = findings(root, [tmp_path / "nowhere"])
    assert [f.code for f in found] == ["E504", "W501", "W502"]
    assert found[0].message.startswith(f"the folder `{(tmp_path / 'nowhere').as_posix()}` cannot be read: no such file")


@pytest.mark.parametrize("path", ["/etc/hostname", "..\\\\x.txt", "c:/x.txt", ""])
def test_a_path_leads_from_the_policy_file(root: Path, path: str) -> None:
    change(root, '"sources/sample.txt"', f'"{path}"')
    assert [f.code for f in findings(root)] == ["E503", "W502"]


SECRET = "SAMPLE LICENSE\n\n1. Grant.\n      a. You may use the hidden Materials.\n"


@pytest.fixture
def secret(root: Path) -> Path:
    """A file beside the folder of the policies; the policy pins its hash and quotes something like it."""
    path = root.parent / "secret.txt"
    path.write_text(SECRET, encoding="utf-8")
    change(root, HASH, hashlib.sha256(SECRET.encode()).hexdigest())
    return path


def refused(root: Path, folders: Sequence[Path] = ()) -> list[Found]:
    found = findings(root, folders)
    assert not [f for f in found if "hidden" in f"{f.message} {f.help}" or f.code in ("E501", "E502")]
    return [f for f in found if f.code == "E503"]


@pytest.mark.parametrize("path", ["../secret.txt", "sources/../../secret.txt", "../policies/../secret.txt"])
def test_a_path_that_leads_out_of_the_folder_is_refused_and_nothing_told_of_the_file(
    root: Path, secret: Path, path: str
) -> None:
    change(root, "sources/sample.txt", path)
    expected = Found(
        "E503",
        f'"{path}"',
        f"the text `{path}` is outside the folder of the policies, and was not read",
        "keep it in that folder, or load the folder that holds both; `--texts FOLDER` names one to look in by hash",
    )
    assert refused(root) == [expected]
    secret.write_text("another text", encoding="utf-8")
    assert refused(root) == [expected]
    secret.unlink()
    assert refused(root) == [expected]


@pytest.mark.parametrize("to", ["the file", "its folder"])
def test_a_link_that_leads_out_of_the_folder_is_refused(root: Path, secret: Path, to: str) -> None:
    if to == "the file":
        (root / "linked.txt").symlink_to(secret)
    else:
        (root / "linked").symlink_to(secret.parent)
    change(root, "sources/sample.txt", "linked.txt" if to == "the file" else "linked/secret.txt")
    assert len(refused(root)) == 1


def test_a_text_is_found_in_a_folder_within_one(root: Path, tmp_path: Path) -> None:
    (root / "sources" / "sample.txt").unlink()
    inner = tmp_path / "texts" / "more" / "2026"
    inner.mkdir(parents=True)
    (inner / "any_name.txt").write_text(TEXT, encoding="utf-8")
    assert "W501" in [f.code for f in findings(root, [])]
    assert "W501" not in [f.code for f in findings(root, [tmp_path / "texts"])]


def test_a_link_in_a_folder_of_texts_is_not_followed_out_of_it(root: Path, secret: Path, tmp_path: Path) -> None:
    change(root, "sources/sample.txt", "sources/none.txt")
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "link.txt").symlink_to(secret)
    assert refused(root, [texts]) == []
    assert "W501" in [f.code for f in findings(root, [texts])]


def test_a_text_may_lie_anywhere_in_the_folder_of_the_policies(root: Path) -> None:
    (root / "licenses").mkdir()
    (root / "sample.licet").rename(root / "licenses" / "sample.licet")
    (root / "here.txt").symlink_to(root / "sources" / "sample.txt")
    for path in ("../sources/sample.txt", "../here.txt"):
        text = POLICY.format(hash=HASH).replace("sources/sample.txt", path)
        (root / "licenses" / "sample.licet").write_text(text, encoding="utf-8")
        assert findings(root) == []
    assert [f.code for f in findings(root / "licenses" / "sample.licet")] == ["E503", "W502"]


def test_a_hash_is_sixty_four_digits(root: Path) -> None:
    change(root, HASH, "f28d")
    assert findings(root)[0] == Found(
        "E503", '"f28d"', "a sha256 is 64 hexadecimal digits", "`sha256sum FILE` prints that of a file"
    )


def test_a_quote_that_is_not_in_the_text_is_an_error_with_the_nearest_passage(root: Path) -> None:
    change(root, "You will not improve another model.", "You must not improve any other model.")
    assert findings(root) == [
        Found(
            "E502",
            '"You must not improve any other model."',
            "this quote is not in the text of `sample`",
            'the nearest passage, in line 5 of sample.txt: "You will not improve another model."; '
            'the text has "will" where the quote has "must"; the text has "another" where the quote has "any other"',
        )
    ]


@pytest.mark.parametrize(
    ("quote", "help"),
    [
        (
            "will improve another big model",
            'the nearest passage, in line 5 of sample.txt: "will not improve another model"; '
            'the quote leaves out "not" after "will"; the text has no "big" after "another"',
        ),
        (
            "Grant? You, may! use: the Materials",
            'the nearest passage, in line 3 of sample.txt: "Grant. a. You may use the Materials"; '
            'the text has ". a." where the quote has "?"; the text has no "," after "You"; '
            'the text has no "!" after "may"; and 1 more',
        ),
        (
            "another model … You may use",
            '"You may use" stands in line 4 of sample.txt, before what the quote has ahead of it',
        ),
    ],
)
def test_where_a_quote_and_the_text_disagree_is_told(root: Path, quote: str, help: str) -> None:
    change(root, "You will not improve another model.", quote)
    assert [(f.code, f.help) for f in findings(root)] == [("E502", help)]


def test_a_quote_of_something_else_is_told_so(root: Path) -> None:
    change(root, "You will not improve another model.", "Zebras graze peacefully.")
    assert [(f.code, f.help) for f in findings(root)] == [
        ("E502", "nothing like it is there; quote the text word for word, with `…` for what you leave out")
    ]


def test_quotes_of_terms_and_rules_of_a_license_are_compared_too(root: Path) -> None:
    change(
        root,
        "unmodelled",
        'term t(Use) at "1.b"\n  quote "another modell"\n  reading a "x"\n  reading b "y"\n\nunmodelled',
    )
    change(root, "unmodelled", 'rule Use r Use at "2"\n  quote "700 million people"\n\nunmodelled')
    assert [(f.code, f.underlined) for f in findings(root)] == [
        ("E502", '"another modell"'),
        ("E502", '"700 million people"'),
    ]


def test_a_quote_in_another_place_than_its_locator_says_is_an_error(root: Path) -> None:
    change(root, "You will not improve another model.", "Warranty. None.")
    assert findings(root) == [
        Found(
            "E505",
            '"Warranty. None."',
            "this quote is not in 1.b of the text of `sample`",
            "it stands in line 7 of the text, in section 3",
        )
    ]


def test_a_quote_that_stands_in_several_places_is_in_each_of_them(root: Path) -> None:
    text = TEXT.replace("3. Warranty. None.", "3. Warranty. None. You may use the Materials.")
    (root / "sources" / "sample.txt").write_bytes(text.encode())
    change(root, HASH, hashlib.sha256(text.encode()).hexdigest())
    change(
        root,
        'clause ban at "1.b"\n  quote "You will not improve another model."',
        'clause ban at "3"\n  quote "the Materials"',
    )
    change(root, 'unmodelled "3"', 'unmodelled "1.b"')
    assert findings(root) == []
    change(
        root,
        'clause many at "2"\n  quote "More than 700 million users … a license"',
        'clause many at "2"\n  quote "the Materials"',
    )
    assert [(f.code, f.message) for f in findings(root)] == [("E505", "this quote is not in 2 of the text of `sample`")]


def test_a_place_that_the_text_does_not_have_is_an_error_with_and_without_a_quote(root: Path) -> None:
    change(root, 'clause ban at "1.b"', 'clause ban at "1.c"')
    change(root, 'unmodelled "3"', 'unmodelled "4"')
    found = [f for f in findings(root) if f.code != "W503"]
    assert [(f.code, f.message, f.help) for f in found] == [
        ("E505", "the text of `sample` has no 1.c", "it stands in line 5 of the text, in section 1"),
        ("E505", "the text of `sample` has no 4", "look the place up in the text"),
    ]


def test_a_base_locator_is_told_to_stand_elsewhere_in_the_text_of_the_license_at_hand(root: Path) -> None:
    start, rest = TEXT.split("2. Threshold.")
    threshold, warranty = rest.split("3. Warranty.")
    other = f"{start}2. Warranty.{warranty}3. Threshold.{threshold}"
    (root / "sources" / "other.txt").write_bytes(other.encode())
    pin = f'text "sources/other.txt" sha256 "{hashlib.sha256(other.encode()).hexdigest()}"'
    renumbered = root / "other.licet"
    renumbered.write_text(f'license other "Other"\n  {pin}\n  based_on sample\n', encoding="utf-8")
    assert [(f.code, f.message) for f in findings(root, written=True)] == [
        ("E505", "this quote is not in 2 of the text of `other`")
    ]
    swaps = 'with "3" for "2", "2" for "3"'
    renumbered.write_text(f'license other "Other"\n  {pin}\n  based_on sample\n  {swaps}\n', encoding="utf-8")
    assert findings(root, written=True) == []


def test_words_that_the_text_does_not_have_are_no_place_for_a_quote(root: Path) -> None:
    change(root, 'clause ban at "1.b"', 'clause ban at "Competition"')
    change(root, 'unmodelled "3"', 'unmodelled "all the rest"')
    assert [(f.code, f.message) for f in findings(root) if f.code != "W503"] == [
        ("E505", "nothing in the text of `sample` says Competition")
    ]


def test_sections_that_nothing_names_are_listed(root: Path) -> None:
    change(root, 'unmodelled "3" because "no effect"\n', "")
    change(root, 'clause ban at "1.b"', 'clause ban at "1.a"')
    change(root, "You will not improve another model.", "You may use the Materials.")
    assert findings(root) == [
        Found(
            "W503",
            "sample",
            "nothing encoded of `sample` names 1.b, 3 of its text",
            'encode what they say, or say why not: `unmodelled "1.b" because "…"`',
        )
    ]


def test_numbers_that_a_text_does_not_tell_are_unchecked_until_an_alias_says_how_their_places_begin(root: Path) -> None:
    lines = ("Grant. You may use the Materials.", "Ban. You will not improve another model.")
    flat = "\n\n".join((*lines, "Users. More than 700 million users need a license.\n"))
    (root / "sources" / "sample.txt").write_bytes(flat.encode())
    change(root, HASH, hashlib.sha256(flat.encode()).hexdigest())
    change(root, '  alias "grant" for "1.a"\n', "")
    change(root, 'at "grant"', 'at "1"')
    change(root, 'unmodelled "3" because "no effect"\n', "")
    assert findings(root) == [
        Found(
            "W505",
            "sample",
            "3 locators of `sample` not checked: its text tells no such numbers",
            'say how the place begins: `alias "2.1" for "Conditions for Use"`',
        )
    ]
    change(
        root,
        "\nclause grant",
        '  alias "1" for "Grant"\n  alias "1.b" for "Ban"\n  alias "2" for "Users"\n\nclause grant',
    )
    assert findings(root) == []
    change(root, '"2" for "Users"', '"2" for "Ban"')
    assert [f.code for f in findings(root)] == ["E505"]


def test_the_word_that_all_locators_start_with_is_left_out(root: Path) -> None:
    for old, new in (("grant", "AUP 1.a"), ("1.b", "AUP 1.b"), ("2", "AUP 2")):
        change(root, f' at "{old}"', f' at "{new}"')
    assert findings(root) == []


def test_two_texts_of_one_license_are_searched_both(root: Path) -> None:
    annex = "Annex: nothing harmful."
    (root / "sources" / "annex.txt").write_bytes(annex.encode())
    pin = f'\n  text "sources/annex.txt" sha256 "{hashlib.sha256(annex.encode()).hexdigest()}"'
    change(root, f'"{HASH}"', f'"{HASH}"{pin}')
    change(root, "You will not improve another model.", "nothing harmful")
    assert findings(root) == []


def test_a_text_that_is_not_unicode_is_read_as_far_as_it_is(root: Path) -> None:
    data = TEXT.encode() + b"\xff\xfe"
    (root / "sources" / "sample.txt").write_bytes(data)
    change(root, HASH, hashlib.sha256(data).hexdigest())
    assert findings(root) == []


def test_the_place_of_a_text_is_told(root: Path) -> None:
    modules, _, _ = load_modules([root])
    vocabulary, _ = collect(modules)
    files, _ = policy_files([root])
    texts, found = load_texts(vocabulary.licenses.values(), files)
    assert found == ()
    assert [(s.path.name, s.skipped, s.text.text) for s in texts["sample"]] == [("sample.txt", 0, TEXT)]

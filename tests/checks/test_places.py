"""Where in a text a locator points, by each kind of numbering, and that a wrong one points elsewhere or nowhere."""

import pytest

from licet.checks.numbering import layout
from licet.checks.places import Missing, places
from licet.checks.quotes import QuotableText, quoted_places

DIGITS = """\
1. Grant. You may bake.
    a. Bread: wheat and rye.
        i. Wheat is for Monday.
        ii. Rye is for Tuesday.
    b. Cake.
2. Bans: you will not: (a) boil, (b) fry or (c) steam.
3. Warranty. None whatever.
"""
FROM_NOUGHT = "  0. Words.\n\n  An oven is hot.\n\n  1. Source.\n\n  Flour is milled.\n\n  2. Use.\n\n  You may eat.\n"
ROMAN = (
    "I. OPENING\n\nBread is life.\n\nII. BAKING\n\na. You may knead.\nb. You may proof.\n\nIII. END\n\nAll is eaten.\n"
)
SECTIONS = "Section 1: WORDS\n\n1.1 Bread\n\nIt is baked.\n\n1.2 Cake\n\nIt is iced.\n\nSection 2: USE\n\nEat it.\n"
MARKDOWN = (
    "# Bakery\n\n## 1. Grant\n\n**1.1. Bread.** It is baked.\n\n2\\. **Bans**. No frying.\n\n"
    "* Old loaves: feed ducks.\n* Old cakes: feed hens.\n"
)
BULLETS = "Baking Rules\n\nAttachment A\n\nYou will not:\n- burn bread;\n- burn cake;\n- burn pie.\n"
LOST = (
    "License\n\nDefinitions\n\n    Bread is baked.\n\nUse\n\n        Eat it warm.\n\n"
    "        Eat it cold.\n\nSale\n\n        Sell it fresh.\n"
)
GAP = "1. Words\n\n    Bread is baked.\n\n    Cake is iced.\n\n4. Use. Eat it.\n5. Sale. Sell it.\n"
TWO_LISTS = "1. Eat it.\n2. Sell it.\n\nAppendix: Prohibited Uses\n\n1. No burning.\n2. No boiling.\n"
PLAIN = "Bakery License\n\nPermission is granted to eat.\n\nThis notice is kept.\n\nNo warranty is given.\n"
RUNS_ON = "1. Baking:\n    1. Bread.\n    1. Cake.\n    2. Pie.\n2. Frying:\n    3. Fish.\n    4. Chips.\n"
HEADED = (
    "Using it\n\nWhat you can do. You may eat.\n\nWhat you cannot do. You may not:\n\n"
    "    burn it;\n    drown it.\n\nThe end\n\nTermination. It ends.\n"
)
LISTED = (
    'Notes of a reader: s1 "Threshold": ten loaves; s5(a) eat "below it"; s5(b) pay above it; s11 it ends.\n\nMore.\n'
)


@pytest.mark.parametrize(
    ("text", "quote", "right", "wrong"),
    [
        (DIGITS, "Wheat is", "1.a.i; Section 1(a)(i); § 1.a.i; 1.a; 1", "1.a.ii; 1.b; 1.c; 1.a.iii; 2; 4"),
        (DIGITS, "fry or", "2(b); 2.b; 2", "2(a); 2(c); 2(d); 3.b"),
        (FROM_NOUGHT, "An oven", "0", "1; 2; 3"),
        (FROM_NOUGHT, "You may eat", "2", "0; 1; 3"),
        (ROMAN, "knead", "II(a); II", "I; II(b); III; IV; III(a)"),
        (SECTIONS, "iced", "1.2; Section 1.2; 1", "1.1; 1.3; 2; Section 2"),
        (MARKDOWN, "baked", "1.1; 1", "2; 1.2; 3"),
        (MARKDOWN, "feed hens", "Old cakes; 2.2", "Old loaves; 2.1"),
        (BULLETS, "burn cake", "Attachment A (b); A.2; Attachment A 2", "Attachment A (a); A.3; A.4; Attachment B 2"),
        (LOST, "Eat it cold", "2; 2.2", "1; 2.1; 3; 2.3"),
        (GAP, "Cake is", "3", "2; 4; 6"),
        (TWO_LISTS, "boiling", "Appendix 2; PUP 2", "2; Appendix 1; 1; Appendix 3; Exhibit 2"),
        (PLAIN, "notice is", "paragraph 2; notice", "paragraph 1; paragraph 3; paragraph 4; warranty; termination"),
        (PLAIN, "No warranty", "last paragraph; warranty", "paragraph 2; last paragraph but one; permission"),
        (RUNS_ON, "Cake", "1.2", "1.1; 1.3; 2.1"),
        (RUNS_ON, "Fish", "2.1", "1.1; 2.2; 2.3"),
        (HEADED, "drown", "Using it: What you cannot do; What you cannot do", "What you can do; The end; Termination"),
        (LISTED, "pay above", "5(b)", "1; 5(a); 11"),
    ],
)
def test_a_locator_is_held_against_the_text_in_each_kind_of_numbering(
    text: str, quote: str, right: str, wrong: str
) -> None:
    prepared = QuotableText.of(text)
    read = layout(prepared)
    spans = quoted_places(prepared, quote)
    assert spans

    def holds(locator: str) -> bool:
        found = places(read, locator)
        if isinstance(found, Missing):
            return False
        return any(start < place.end and end > place.start for start, end in spans for place in found)

    assert [locator for locator in right.split("; ") if not holds(locator)] == []
    assert [locator for locator in wrong.split("; ") if holds(locator)] == []


@pytest.mark.parametrize(
    ("text", "locator", "missing"),
    [
        (DIGITS, "9", Missing.NUMBER),
        (DIGITS, "1.a.iv", Missing.NUMBER),
        (PLAIN, "paragraph 7", Missing.NUMBER),
        (PLAIN, "2.1", Missing.UNTOLD),
        (PLAIN, "arbitration", Missing.WORDS),
    ],
)
def test_why_a_locator_names_nothing_is_told(text: str, locator: str, missing: Missing) -> None:
    assert places(layout(QuotableText.of(text)), locator) is missing


def test_the_words_that_lead_in_to_a_list_are_part_of_each_of_its_items() -> None:
    text = QuotableText.of("You will not:\n\n1. burn it;\n2. drown it.\n")
    found = places(layout(text), "2")
    assert not isinstance(found, Missing)
    assert [text.plain[place.start : place.end].strip() for place in found] == ["You will not:", "2. drown it."]

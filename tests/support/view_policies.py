"""A small policy base for the tests of the views, and one whose every word tries to break out of them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from support.core import CORE

VOCABULARY = f"""\
{CORE}kind model is artifact
relation needs_no_license(artifact)
open relation breaks_law(use) "some law is broken"
relation derived_from(artifact, artifact)
relation descends_from(artifact, artifact)
relation improves(use, model)
relation trains(use, model)
relation judges(use, model)
relation generative(model)
relation affiliate_of(organization, organization)
open relation users(organization, month) = count "monthly users"
relation group_users(organization, month) = number
open relation express_grant(organization, license)
relation motto(organization) = text
relation price(model) = number

action run "run it"
action share "hand it on"
duty notice "keep the notice"
duty report "report incidents"

rule Younger descends_from Older
  when Younger derived_from Older

rule Younger descends_from Older  at "D 1"
  quote "and what descends from it"
  when Younger derived_from Between
   and Between descends_from Older

relation member(organization, organization)

rule member(Org, Org)
  when Org is organization

rule member(Org, Member)
  when Member affiliate_of Org

rule group_users(Org, Month) := sum of Users
  when member(Org, Member)
   and users(Member, Month) = Users
"""

WORLD = """\
organization meta "Meta"
organization acme "Acme Inc."
  users 2023-06 = 5 million   per "annual report"
  motto "get it done"
organization giant "Giant"
  users 2023-06 = 400 million   per "investor day"
  not express_grant llama   per "said so"
organization arm "Giant's arm"
  affiliate_of giant
  users 2023-06 = 300_000_001
organization snap "Snap"
  users 2023-06 = unknown   per "no figure published"
  not express_grant llama

model llama_7b "Llama 7B"
  licensed_under llama
  not undisclosed_lineage
  price 0.25
model tuned "Tuned Llama"
  derived_from llama_7b   per "model card"
  licensed_under llama
  not undisclosed_lineage
model tuned_again "Tuned once more"
  derived_from tuned
  licensed_under llama
  not undisclosed_lineage
model other "Other 7B"
  licensed_under strict
  is generative
  not undisclosed_lineage
model sealed "Sealed"
  licensed_under closed
  not undisclosed_lineage
"""

LICENSES = """\
license llama "Llama Community License"
  url "https://example.org/llama"
  in force from 2023-07-18

clause grant at "1.a"
  quote "You are granted a license to use and distribute the Materials."
  permits Use to run, share

clause no_improving at "1.b"
  quote "You will not use the Materials to improve any other model"
        "(excluding derivative works thereof)."
  forbids Use
  overrides grant
  when Use improves Model
  unless Model descends_from llama_7b

clause lawful at "1.c"
  quote "Your use must comply with applicable laws."
  forbids Use
  when breaks_law(Use)

clause many_users at "2"
  quote "If your monthly users are more than 700 million, you must request a license."
  withholds grant
  when Use by Org
   and group_users(Org, 2023-06) > 700 million
  unless express_grant(Org, llama)

clause keep_notice at "3"
  quote "You must keep the notice in all copies."
  requires notice of Use to share as covenant

term improves(Use, Model) of llama at "1.b"
  quote "to improve any other model"
  reading parameters "changing its parameters"
    held by meta "FAQ, 2023"
    when Use trains Model
  reading any_help "any step that makes it better"
    held by "a reader"
    when any of
      - Use trains Model
      - Use judges Model
    end

adopt reading parameters of improves
  for acme
  by "General Counsel" on 2023-08-01
  in force from 2023-08-01 until 2024-08-01
  because "memo 7"
"""

STRICT = """\
license strict "Strict License"

clause strict.allow at "I"
  quote "Permission is granted on condition of reports."
  permits Use

clause strict.reports at "II"
  quote "provided that incidents are reported"
  requires report of Use as condition

license closed "Closed License"
  unread because "nobody has the text"
"""

USES = """\
use chat "Chat with Llama"
  by acme
  on 2023-10-01
  does run llama_7b
  not breaks_law
use handing_on "Hand Llama on"
  by acme
  on 2023-10-01
  does share llama_7b
  not breaks_law
use training "Train Other on Llama"
  by acme
  on 2023-10-01
  does run llama_7b
  trains other
  not breaks_law
use judging "Judge Other with Llama"
  by acme
  on 2023-10-01
  does run llama_7b
  judges other
  not breaks_law
use giant_chat "Chat at Giant"
  by giant
  on 2023-10-01
  does run llama_7b
  not breaks_law
use snap_chat "Chat at Snap"
  by snap
  on 2023-10-01
  does run llama_7b
  not breaks_law
use unlawful_chat
  by acme
  on 2023-10-01
  does run llama_7b
use early "Before its time"
  by acme
  on 2023-07-01
  does run llama_7b
  not breaks_law
use reporting "Use Other without reports"
  by acme
  on 2023-10-01
  does run other
use opening "Open what is sealed"
  by acme
  on 2023-10-01
  does run sealed

claim free_for_all "Meta: free for everybody"
  by meta
  on 2023-07-18
  quote "free for research and commercial use"
  says not giant affiliate_of arm
  about llama
  per "blog"
"""

CLAIMS = """\
claim wrong "Someone: Other is Llama"
  by "someone"
  on 2023-08
  says other descends_from llama_7b

claim opinion "Someone: it is nice"
  by "someone"
"""

TESTS = """\
test "chatting is permitted"
  expect permitted of chat because llama.grant

test "chatting is forbidden, wrongly"
  expect forbidden of chat
  expect duty notice of chat
"""


def knowledge(**extra: str) -> KnowledgeBase:
    """The base, with further texts by the name of their file."""
    files = {"vocabulary": VOCABULARY, "world": WORLD, "llama": LICENSES, "strict": STRICT, "uses": USES, **extra}
    with TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / f"{name}.licet").write_text(text, encoding="utf-8")
        return load(folder)


BREAKOUT = (
    '"><script>alert(1)</script> `code` ``` | pipe [x](javascript:alert(1)) ![i](http://e.example) *b* _i_ ~~s~~ @team '
    "#12 https://evil.example www.evil.example $x$ %%{init}%% \\ \\l ]; end --> s1 <!-- & &amp; &#64; 1. - {a} "
    "\u202e\u0007\x1b[31m é 漢字"
)
"""Words that mean something to every format that a view writes."""


def hidden_characters_let_through() -> AbstractContextManager[object]:
    """While policies are parsed that no file may hold (E118)."""
    return patch("licet.grammar.parser.hidden_characters", lambda _: ())


def hostile() -> KnowledgeBase:
    """A base in which titles, locators, quotes and sources are BREAKOUT. No file may hold all of that (E118), and views
    do not rely on it."""
    words = BREAKOUT.replace("\\", "\\\\").replace('"', '\\"')
    text = VOCABULARY.replace('"monthly users"', f'"{words}"').replace('"keep the notice"', f'"{words}"')
    text += f"""
organization acme "{words}"
  users 2023-06 = 5   per "{words}"
  motto "{words}"
license house "{words}"
  url "javascript:alert(1)"
clause grant at "1. {words}"
  quote "{words}"
        "- {words}"
  permits Use to run
  when Use by Org
   and motto(Org) = Motto
  unless Motto = "{words}x"
clause keep at "- {words}"
  quote "# {words}"
  requires notice of Use as covenant
clause limit at "3"
  quote "1) {words}"
  withholds grant
  when Use improves Model
   and Use by Org
   and users(Org, 2023-07) > 5
term improves(Use, Model) of house at "{words}"
  quote "{words}"
  reading wide "{words}"
    held by acme "{words}"
    when Use judges Model
  reading narrow "{words}"
    held by "{words}"
    when Use trains Model
adopt reading wide of improves
  for acme
  by "{words}" on 2023-08-01
  because "{words}"
model weights "{words}"
  licensed_under house
  not undisclosed_lineage
use go "{words}"
  by acme
  on 2024-01-01
  does run weights
  judges weights
claim said "{words}"
  by "{words}"
  quote "{words}"
  says motto(acme) = "{words}"
  per "{words}"
test "{words}"
  expect forbidden of go
"""
    with TemporaryDirectory() as folder:
        (Path(folder) / "a & b.licet").write_text(text, encoding="utf-8")
        with hidden_characters_let_through():
            return load(folder)

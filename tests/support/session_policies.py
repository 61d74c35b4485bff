"""A small policy base for the tests of the terminal: one license, one contested term, an unknown, three uses."""

from __future__ import annotations

from pathlib import Path

from support.core import CORE

VOCABULARY = f"""\
{CORE}
kind model is artifact "a trained model"

relation judges(use, model) "scores what that model answers"
relation trains(use, model) "changes that model's parameters"
relation derived_from(artifact, artifact) "contains the other's weights"
relation descends_from(artifact, artifact) "derived over any number of steps"
relation small(model) "has few parameters"
relation improves(use, model) "makes that model better"
open relation monthly_users(organization, month) = count "monthly active users" also "audience"
open relation express_grant(organization, license) "got the rights in a separate grant"

action use "run it"
action copy "copy it"
action distribute "hand copies on"
duty notice "keep the notice with every copy"

rule Model descends_from Ancestor
  when Model derived_from Ancestor

rule Model descends_from Ancestor
  when Model derived_from Parent
   and Parent descends_from Ancestor

rule Model comes_from Ancestor
  when Model descends_from Ancestor
"""

LICENSE = """\
license alpaca_1 "Alpaca Community License"
  licensor ranch
  in force from 2023-01-01
  silence means not granted
  note "invented for tests"

clause grant at "1"
  quote "You may use, copy and distribute the Materials."
  permits Use to use, copy, distribute

clause no_improving at "2.b"
  quote "You will not use the Materials to improve any other model."
  forbids Use
  overrides grant
  when Use improves Model
  unless Model descends_from alpaca

clause many_users at "3"
  quote "If you have more than 700 million monthly active users, you must request a license."
  withholds grant
  when Use by Org
   and monthly_users(Org, 2023-06) > 700 million
  unless express_grant(Org, alpaca_1)

clause notice_kept at "4"
  quote "You must retain the notice in all copies."
  requires notice of Use to distribute as covenant

term improves(Use, Model) at "2.b"
  quote "to improve any other model"
  reading parameters "changing its parameters"
    held by ranch "FAQ"
    when Use trains Model
  reading any_help "any step that makes it better"
    held by "a reader"
    when any of
      - Use trains Model
      - Use judges Model
    end
"""

WORLD = """\
organization ranch "The Ranch"

organization acme "Acme"
  monthly_users 2023-06 = 40 thousand   per "invented"

organization silent "Silent, which publishes no numbers"
  not express_grant alpaca_1

model alpaca "Alpaca 7B"
  licensed_under alpaca_1
  not undisclosed_lineage

model alpaca_chat "Alpaca 7B Chat"
  derived_from alpaca   per "the model card"
  licensed_under alpaca_1
  not undisclosed_lineage

model otter "Otter 7B"
  is small
  not undisclosed_lineage

use chat_product "A chat product on Alpaca"
  by acme
  on 2023-09-01
  does use alpaca_chat

use judge_otter "Judge Otter's answers with Alpaca"
  by acme
  on 2023-09-01
  does use alpaca
  judges otter

use train_otter "Train Otter on what Alpaca answers"
  by acme
  on 2023-09-01
  does use alpaca
  trains otter

use silent_chat "A chat product of an organization that publishes no numbers"
  by silent
  on 2023-09-01
  does use alpaca

use undated_chat "A chat product without a day"
  by acme
  does use alpaca

test "training is forbidden, chatting is not"
  given use training
    - by acme
    - on 2023-09-01
    - does use alpaca
    - trains otter
  expect forbidden because alpaca_1.no_improving
"""

FILES = {"vocabulary.licet": VOCABULARY, "alpaca.licet": LICENSE, "world.licet": WORLD}
"""The base as files, by name."""


def laid_down(folder: Path) -> Path:
    """The folder, with the files of the small base in it."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder

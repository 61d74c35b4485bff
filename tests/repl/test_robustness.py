"""Nothing that is typed makes the session fail, and an error leaves it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.repl.screen.show import as_line, as_text
from licet.repl.screen.statuses import ExitStatus
from licet.repl.screen.terminal import Terminal
from licet.repl.session.command_table import COMMANDS
from licet.repl.session.session import session_over
from support.samples import samples
from support.sessions import WIDE, say

WORDS = st.sampled_from(
    [
        *COMMANDS,
        "alpaca", "otter", "acme", "chat_product", "judge_otter", "improves", "any_help", "alpaca_1.grant",
        "descends_from", "monthly_users(", ")", "is", "small", "not", "and", "in", "{", "}", ",", "=", ">", "X", "_",
        "2023-06", "2023-09-01", "700 million", "1", "of", "reading", "fact", "use", "rule", "when", "relation",
        "kind", "term", "clause", "test", "adopt", '"a text"', '"', "\n  ", "\n", "#", "(", "nonsense",
        "\\e", "—", "\x1b[31m",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS, min_size=1, max_size=8).map(" ".join) | st.text(max_size=20)


@pytest.fixture(scope="module", autouse=True)
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A working folder of its own, since `output` writes a file of any name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("elsewhere"))
        yield


@settings(max_examples=samples(300))
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_no_entry_makes_the_session_fail(knowledge: KnowledgeBase, texts: list[str]) -> None:
    session = session_over(knowledge)
    for text in texts:
        if any(word in text for word in ("load", "save")):
            continue
        after, output = say(session, text)
        shown = as_text(output, WIDE)
        assert "\x1b" not in shown
        as_text(output, Terminal(width=20, plain=True))
        as_line(output)
        assert output.status is not ExitStatus.FAULT
        if output.status is ExitStatus.BAD_INPUT:
            assert after is session
            assert shown.startswith(("error[", "warning["))
        session = after

"""The interview on the whole screen: the question, its choices to move over and mark, and a line to type in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import HSplit, Layout, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.layout.processors import BeforeInput
from prompt_toolkit.output import ColorDepth, Output

from licet.errors import BadAnswer
from licet.interview.asking import Asking
from licet.interview.hearing import hear, matching
from licet.interview.lines import choice_lines, help_lines, how_to_answer, review_lines, so_far, why_lines
from licet.interview.questions import Choice, Question
from licet.interview.steps import Step
from licet.repl.prompt.looks import prompt_style
from licet.repl.screen.terminal import Terminal
from licet.words.fragments import Line, clean, wrap
from licet.words.widths import cut

__all__ = ["InterviewScreen", "interviewed"]

_KEYS = "Tab mark | Enter answer | F1 help | F2 why | F3 review | F4 back | F5 skip | ^C stop"
_FRAME = 8
"""The rows that are no choices."""

_YES_NO = (Choice("yes", "it is so"), Choice("no", "it is not so"))


class InterviewScreen:
    """An interview before somebody's eyes. `at` is where it is; `run` ends with the interview."""

    def __init__(
        self,
        asker: Asking,
        at: Step,
        title: str | None,
        terminal: Terminal,
        *,
        input: Input | None = None,
        output: Output | None = None,
    ) -> None:
        self._asker = asker
        self._title = title
        self.at = at
        self._shown = at.question
        self._told: list[Line] = []
        self._cursor = 0
        self._marked: dict[str, None] = {}
        self.typed = Buffer(multiline=False, on_text_changed=lambda _: self._aim(0))
        rows = Window(FormattedTextControl(self._choices, show_cursor=False), height=Dimension(weight=1))
        self.app: Application[None] = Application(
            Layout(
                HSplit(
                    [
                        Window(FormattedTextControl(self._head), dont_extend_height=True, wrap_lines=True),
                        rows,
                        Window(FormattedTextControl(self._notes), dont_extend_height=True, wrap_lines=True),
                        Window(BufferControl(self.typed, [BeforeInput("> ")]), height=1),
                        Window(FormattedTextControl(self._foot), height=1, style="class:bottom-toolbar"),
                    ]
                )
            ),
            key_bindings=self._keys(),
            full_screen=True,
            style=prompt_style(terminal.theme),
            include_default_pygments_style=False,
            color_depth=None if terminal.color else ColorDepth.DEPTH_1_BIT,
            input=input,
            output=output,
        )

    def run(self) -> Step:
        """Ask until the end, or until it is stopped."""
        if self.at.question is not None:
            self.app.run()
        return self.at

    # --- What is shown ---

    @property
    def _question(self) -> Question:
        """The question that is shown; at the end the last one, as long as the screen is still there."""
        assert self._shown is not None
        return self._shown

    @property
    def _width(self) -> int:
        return max(self.app.output.get_size().columns, 20)

    @property
    def _room(self) -> int:
        return max(self.app.output.get_size().rows - _FRAME - len(self._told), 3)

    def _offered(self) -> list[tuple[int, Choice]]:
        """The choices that have what is typed."""
        word = self.typed.text.rpartition(",")[2].strip().removeprefix("?").strip()
        if self._question.sort == "yes or no":
            begun = "" if word.isdecimal() else word.casefold()
            return [(n, choice) for n, choice in enumerate(_YES_NO, start=1) if choice.value.startswith(begun)]
        if not word or word.isdecimal():
            return list(enumerate(self._question.choices, start=1))
        return list(matching(self._question, word))

    def _head(self) -> StyleAndTextTuples:
        question = self._question
        asked = wrap((("heading", clean(question.text)),), self._width, ())
        how: Line = (("dim", cut(how_to_answer(question), self._width)),)
        return _fragments([so_far(self.at.verdict), (), *asked, how])

    def _choices(self) -> StyleAndTextTuples:
        offered = self._offered()
        if not offered:
            return []
        top = max(0, min(self._cursor - self._room // 2, len(offered) - self._room))
        found: StyleAndTextTuples = []
        for index, (number, choice) in list(enumerate(offered))[top : top + self._room]:
            mark = "[x] " if choice.value in self._marked else "[ ] " if self._question.sort == "many" else ""
            line = choice_lines([(number, choice)], 10_000)[0]
            text = cut(mark + "".join(part for _, part in line), self._width - 2)
            style = "reverse" if index == self._cursor else ""
            found += [(style, ("> " if index == self._cursor else "  ") + text), ("", "\n")]
        return found

    def _notes(self) -> StyleAndTextTuples:
        return _fragments(self._told)

    def _foot(self) -> str:
        return cut(_KEYS, self._width)

    # --- What is done ---

    def _aim(self, cursor: int) -> None:
        self._cursor = max(0, min(cursor, len(self._offered()) - 1))

    def _tell(self, lines: list[Line]) -> None:
        room = max(self.app.output.get_size().rows - _FRAME - 4, 2)
        self._told = lines if len(lines) <= room else [*lines[: room - 1], (("dim", "…"),)]

    def _enter(self) -> None:
        """Answer with what is marked, what was typed, or what the cursor is on."""
        typed = self.typed.text.strip()
        offered = self._offered()
        if self._marked:
            self._hear(", ".join([*self._marked, *([typed] if typed and not offered else [])]))
        elif typed and (not offered or _is_whole(typed) or any(choice.value == typed for _, choice in offered)):
            self._hear(typed)
        elif offered and (typed or self._question.sort != "many"):
            self._hear(offered[self._cursor][1].value)
        elif offered:
            self._tell([(("help", "Tab marks a choice, and Enter answers; `none` if it is none of them"),)])
        else:
            self._hear("help")

    def _hear(self, text: str) -> None:
        question = self._question
        try:
            heard = hear(self._asker, self.at, text, self._title)
        except BadAnswer as error:
            help: Line = (("help", f"  {clean(error.help)}"),) if error.help else ()
            self._tell([(("error", clean(str(error))),), *([help] if help else [])])
            return
        width = self._width
        self.typed.reset()
        match heard.wish:
            case "stop":
                self.app.exit()
            case "next":
                self._go(heard.at)
            case "why":
                self._tell(why_lines(self._asker, question, width, most=3))
            case "review":
                self._tell(review_lines(self._asker, self.at, width))
            case "find":
                self.typed.text = heard.word
            case _:
                self._tell(help_lines(question, width))

    def _go(self, at: Step) -> None:
        self.at, self._told, self._marked = at, [], {}
        if at.question is None:
            self.app.exit()
        else:
            self._shown = at.question
        self.typed.reset()
        self._aim(0)

    def _mark(self) -> None:
        offered = self._offered()
        if offered and self._question.sort == "many":
            value = offered[self._cursor][1].value
            if value in self._marked:
                del self._marked[value]
            else:
                self._marked[value] = None

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()
        said: Mapping[str, str] = {"f1": "help", "f2": "why", "f3": "review", "f4": "back", "f5": "skip"}
        for key, word in said.items():
            keys.add(key)(self._saying(word))
        keys.add("up")(lambda _: self._aim(self._cursor - 1))
        keys.add("down")(lambda _: self._aim(self._cursor + 1))
        keys.add("pageup")(lambda _: self._aim(self._cursor - self._room))
        keys.add("pagedown")(lambda _: self._aim(self._cursor + self._room))
        keys.add("tab")(lambda _: self._mark())
        keys.add("enter")(lambda _: self._enter())
        keys.add("c-c")(lambda event: event.app.exit())
        keys.add("c-d")(lambda event: event.app.exit())
        return keys

    def _saying(self, word: str) -> Callable[[KeyPressEvent], None]:
        def pressed(_: KeyPressEvent) -> None:
            self._hear(word)

        return pressed


_WORDS = frozenset({"back", "skip", "none", "nothing", "nobody", "why", "review", "stop", "help", "unknown"})


def _is_whole(typed: str) -> bool:
    """Whether what was typed is more than the beginning of a choice."""
    return typed.casefold() in _WORDS or typed[0] == "?" or typed.isdecimal() or "," in typed


_CLASSES = {"permitted with duties": "permitted", "not granted": "forbidden"}


def _fragments(lines: list[Line]) -> StyleAndTextTuples:
    ended = (fragment for line in lines for fragment in (*line, ("", "\n")))
    return [(f"class:{_CLASSES.get(style, style)}" if style else "", text) for style, text in ended]


def interviewed(asker: Asking, at: Step, title: str | None, terminal: Terminal) -> Step:
    """Ask on the whole screen.

    Args:
        asker: who asks.
        at: the step to begin with.
        title: the title of the use.
        terminal: what the terminal can do.

    Returns:
        Where the interview ended, or was stopped.
    """
    return InterviewScreen(asker, at, title, terminal).run()

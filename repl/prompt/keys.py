"""The keys of the prompt, beside those of emacs or vi."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.application.current import get_app
from prompt_toolkit.filters import Condition, completion_is_selected, emacs_insert_mode, has_focus, vi_insert_mode
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

__all__ = ["prompt_keys"]

_INDENT = "  "


def prompt_keys(wants_more: Callable[[str], bool]) -> KeyBindings:
    """The key bindings.

    Args:
        wants_more: whether Enter after this text should open a further line.
    """
    keys = KeyBindings()
    typing = has_focus("DEFAULT_BUFFER") & (emacs_insert_mode | vi_insert_mode)

    @Condition
    def at_end() -> bool:
        return not get_app().current_buffer.document.text_after_cursor.strip()

    @keys.add("enter", filter=typing & completion_is_selected)
    def _choose(event: KeyPressEvent) -> None:
        event.current_buffer.complete_state = None

    @keys.add("enter", filter=typing & ~completion_is_selected)
    def _enter(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.text.rstrip().endswith("\\e"):
            buffer.text = buffer.text.rstrip().removesuffix("\\e")
            buffer.cursor_position = len(buffer.text)
            buffer.open_in_editor()
        elif at_end() and wants_more(buffer.text):
            buffer.cursor_position = len(buffer.text)
            buffer.insert_text("\n" + _INDENT)
        else:
            buffer.validate_and_handle()

    @keys.add("escape", "enter", filter=has_focus("DEFAULT_BUFFER"))
    def _further_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n" + _INDENT)

    @keys.add("c-c", filter=has_focus("DEFAULT_BUFFER"))
    def _clear(event: KeyPressEvent) -> None:
        event.current_buffer.reset()

    @keys.add("backspace", filter=typing & Condition(_only_indentation))
    def _unindent(event: KeyPressEvent) -> None:
        event.current_buffer.delete_before_cursor(len(event.current_buffer.document.current_line_before_cursor))

    return keys


def _only_indentation() -> bool:
    line = get_app().current_buffer.document.current_line_before_cursor
    return line == _INDENT

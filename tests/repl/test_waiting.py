from __future__ import annotations

import time
from io import StringIO

import pytest

from licet.repl.screen.waiting import waiting


class Tty(StringIO):
    def isatty(self) -> bool:
        return True


def wait_for(stream: StringIO, text: str) -> None:
    until = time.monotonic() + 30
    while text not in stream.getvalue():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_the_time_that_passes_is_shown_and_wiped_out() -> None:
    stream = Tty()
    with waiting(stream, after=0.0):
        wait_for(stream, " 0.")
    assert stream.getvalue().startswith("\r\x1b[K⠋ 0.")
    assert stream.getvalue().endswith("\r\x1b[K")


def test_it_is_wiped_out_when_the_query_is_stopped() -> None:
    stream = Tty()

    def stopped() -> None:
        with waiting(stream, after=0.0):
            wait_for(stream, " 0.")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_it_ends_where_somebody_else_takes_the_screen() -> None:
    stream = Tty()
    with waiting(stream, after=0.0) as stop:
        wait_for(stream, " 0.")
        stop()
        written = stream.getvalue()
        assert written.endswith("\r\x1b[K")
    assert stream.getvalue() == written


def test_quick_answers_and_what_is_no_terminal_show_nothing() -> None:
    for stream, shown in ((Tty(), True), (StringIO(), True), (Tty(), False)):
        with waiting(stream, shown=shown, after=60.0 if shown and stream.isatty() else 0.0):
            pass
        assert stream.getvalue() == ""

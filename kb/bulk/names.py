"""The texts of a database by number. Their order is that of their numbers, so that the database compares numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from licet.bulk.session import Session

__all__ = ["TEXTS", "Names"]

TEXTS = "names"
"""The table of the texts: `id`, `text`."""

_MOST = 500


class Names:
    """What is known here of the table of texts. It is asked for the others."""

    def __init__(self, session: Session, numbers: Mapping[str, int]) -> None:
        self._session = session
        self._numbers: dict[str, int | None] = dict(numbers)
        self._texts = {number: text for text, number in numbers.items()}

    def number(self, text: str) -> int | None:
        """The number of a text, None where it has none."""
        if text not in self._numbers:
            found = self._session.rows(f"SELECT id FROM {TEXTS} WHERE text = ?", [text])
            self._numbers[text] = found[0][0] if found else None
        return self._numbers[text]

    def texts(self, numbers: Iterable[int]) -> Mapping[int, str]:
        """The texts of some numbers, and perhaps of others."""
        missing = sorted({number for number in numbers if number not in self._texts})
        if len(missing) > _MOST:
            self._note(self._session.rows(f"SELECT id, text FROM {TEXTS}"))
        elif missing:
            query = f"SELECT id, text FROM {TEXTS} WHERE id IN (SELECT unnest(?::INTEGER[]))"
            self._note(self._session.rows(query, [missing]))
        return self._texts

    def _note(self, found: Iterable[tuple[int, str]]) -> None:
        for number, text in found:
            self._texts[number] = text
            self._numbers[text] = number

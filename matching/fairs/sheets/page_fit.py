"""How does a template become a page for the printer, and how much can be told on one sheet of A4?

Heights are estimated from the lengths of texts, before any browser lays them out. A page loads nothing, and opens
offline.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from matching.domain.fair import Fair
from matching.presentation.pages import rendered
from matching.presentation.places import place_text
from matching.wording.catalogues import date_text

Page = TypeVar("Page")

PAGE_MM = 272.0
"""Height within the margins."""
_MM_PER_POINT = 0.3528
_LATIN_EM, _OTHER_EM, _SPACE_EM = 0.55, 0.64, 0.26
"""Mean width of a letter, generous: other scripts, Georgian among them, run wider."""


def text_mm(text: str, width_mm: float, points: float, leading: float = 1.36) -> float:
    """Height of a text set in a column of that width, words kept whole; ``leading`` is the height of a line."""
    room = width_mm / (points * _MM_PER_POINT)
    lines, filled = 1, 0.0
    for word in text.split():
        ems = sum(_LATIN_EM if sign < "\u0400" or "\u2000" <= sign < "\u2100" else _OTHER_EM for sign in word)
        if filled and filled + _SPACE_EM + ems > room:
            lines, filled = lines + 1, 0.0
        filled += ems + (_SPACE_EM if filled else 0)
        # A word wider than the column is torn.
        torn = math.ceil(filled / room) - 1
        lines, filled = lines + torn, filled - torn * room
    return lines * points * _MM_PER_POINT * leading


def first_that_fits(pages: Iterable[Page], height_mm: Callable[[Page], float]) -> Page:
    """The first of ``pages``, the most telling one first, that stays within one sheet; the last where none does."""
    chosen = None
    for page in pages:
        chosen = page
        if height_mm(page) <= PAGE_MM:
            break
    if chosen is None:
        raise ValueError("no page to choose from")
    return chosen


def paper(template: str, fair: Fair, language: str, **context: Any) -> str:
    """A page for the printer; in it ``words(code)``, ``day(code)`` and ``place(code)`` speak another language."""
    told = {
        "day": lambda code: date_text(fair.day, code),
        "place": lambda code: place_text(fair.place, None, code),
    }
    return rendered(template, language, fair=fair, **told, **context)

"""How do people type a word otherwise than a dictionary: on a Latin keyboard, in another norm, with a slip?"""

from __future__ import annotations

import random
import re

from matching.embeddings.folding import fold

# What is typed in chats beside the national romanisation; the first of each is the one that fold() gives.
_GEORGIAN_HABITS = {
    "ქ": ("k", "q"), "ყ": ("q", "y", "k"), "ც": ("ts", "c"), "წ": ("ts", "w", "c"), "ხ": ("kh", "x", "h"),
    "ფ": ("p", "f"), "შ": ("sh", "s"), "ჩ": ("ch", "c"), "ჭ": ("ch", "c"), "ღ": ("gh", "g"), "ძ": ("dz", "z"),
    "ჟ": ("zh", "j"), "ჯ": ("j",),
}  # fmt: skip
_RUSSIAN_HABITS = {
    "ж": ("z", "zh", "j"), "й": ("i", "y", "j"), "х": ("h", "kh", "x"), "ц": ("c", "ts"), "ч": ("c", "ch"),
    "ш": ("s", "sh"), "щ": ("sc", "sch", "shch"), "ы": ("y", "i"), "ю": ("ju", "yu"), "я": ("ja", "ya"),
    "ё": ("e", "yo"), "э": ("e",),
}  # fmt: skip
_HABITS = {"ka": _GEORGIAN_HABITS, "ru": _RUSSIAN_HABITS, "bg": _RUSSIAN_HABITS}
_IJEKAVIAN = re.compile(r"(?<=[bvdlmnpst])(?:ij|j)e")


def as_typed(text: str, lang: str, draw: random.Random) -> str:
    """Return ``text`` folded as somebody might type it: an informal romanisation where the language has one, the
    ekavian (Serbian) form of a Croatian word, otherwise one slip of a finger in a longer text."""
    habits = _HABITS.get(lang)
    if habits is not None:
        return fold("".join(draw.choice(habits[letter]) if letter in habits else letter for letter in text.lower()))
    if lang == "hr":
        return _IJEKAVIAN.sub("e", fold(text))
    return _slip(fold(text), draw)


def _slip(text: str, draw: random.Random) -> str:
    """Leave out, double or swap one letter."""
    if len(text) < 6:
        return text
    at = draw.randrange(1, len(text) - 1)
    here, then = text[at], text[at + 1]
    return text[:at] + draw.choice([then, here + here + then, then + here]) + text[at + 2 :]

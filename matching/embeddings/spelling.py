"""In which one spelling do the encoder and lexical retrieval read a text, and how do people type it?"""

from __future__ import annotations

import random
import re
import unicodedata

# Georgian national romanisation (2002) without its apostrophes: what people type on a Latin keyboard.
_GEORGIAN = {
    "ა": "a", "ბ": "b", "გ": "g", "დ": "d", "ე": "e", "ვ": "v", "ზ": "z", "თ": "t", "ი": "i", "კ": "k", "ლ": "l",
    "მ": "m", "ნ": "n", "ო": "o", "პ": "p", "ჟ": "zh", "რ": "r", "ს": "s", "ტ": "t", "უ": "u", "ფ": "p", "ქ": "k",
    "ღ": "gh", "ყ": "q", "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz", "წ": "ts", "ჭ": "ch", "ხ": "kh", "ჯ": "j",
    "ჰ": "h", "ჱ": "e", "ჲ": "i", "ჳ": "v", "ჴ": "q", "ჵ": "o", "ჶ": "f",
}  # fmt: skip

# Scientific romanisation without its diacritics: Serbian meets Croatian, Russian and Bulgarian their Latin cousins.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "d", "е": "e", "є": "je", "ж": "z", "з": "z",
    "ѕ": "dz", "и": "i", "і": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "c", "џ": "dz",
    "ш": "s", "щ": "sc", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "ju", "я": "ja",
}  # fmt: skip

_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
    "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip

_ARMENIAN = {
    "ա": "a", "բ": "b", "գ": "g", "դ": "d", "ե": "e", "զ": "z", "է": "e", "ը": "y", "թ": "t", "ժ": "zh", "ի": "i",
    "լ": "l", "խ": "kh", "ծ": "ts", "կ": "k", "հ": "h", "ձ": "dz", "ղ": "gh", "ճ": "ch", "մ": "m", "յ": "y", "ն": "n",
    "շ": "sh", "ո": "o", "չ": "ch", "պ": "p", "ջ": "j", "ռ": "r", "ս": "s", "վ": "v", "տ": "t", "ր": "r", "ց": "ts",
    "ւ": "u", "փ": "p", "ք": "k", "օ": "o", "ֆ": "f",
}  # fmt: skip

# Arabic stays Arabic; only letters that writers use for one another are unified (hamza carriers fall with the marks).
_ARABIC = {"ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ـ": "", "،": ",", "؛": ";", "؟": "?"} | {
    chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)
}

_LATIN = {
    "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ŋ": "n",
    "ə": "a", "ĸ": "k", "ŧ": "t",
}  # fmt: skip

_SIGNS = {
    "‘": "'", "’": "'", "‚": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "⁄": "/",
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u200e": "", "\u200f": "", "\u2060": "", "\ufeff": "",
}  # fmt: skip

LETTERS: dict[str, str] = _GEORGIAN | _CYRILLIC | _GREEK | _ARMENIAN | _ARABIC | _LATIN | _SIGNS
"""What a letter becomes once the text is decomposed, in lower case and without marks."""


def _table() -> dict[int, str | None]:
    planes = (*range(0x20000), *range(0xE0100, 0xE01F0))
    marks = {point: None for point in planes if unicodedata.category(chr(point))[0] == "M"}
    # Letters that stay are listed as well: a key that is absent costs str.translate an exception each time.
    kept = {point: chr(point) for point in range(0x20, 0x700) if point not in marks}
    return {**kept, **marks, **{ord(letter): latin for letter, latin in LETTERS.items()}}


_TABLE = _table()


def fold(text: str) -> str:
    """Return ``text`` decomposed (NFKD), in lower case, without marks, in Latin letters (Arabic stays Arabic).

    Georgian, Cyrillic, Greek and Armenian are romanised letter by letter; folding twice changes nothing more.
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text).lower().translate(_TABLE)


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

"""Which words does this package know, and when are two spellings the same word, case and accents apart?

The lists (names, labels, headers, words in cells) stand as CSV beside the modules that use them.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of the list ``name`` by column."""
    yield from csv.DictReader((files("matching.intake") / f"{name}.csv").read_text("utf-8").splitlines())


def listed(words: str) -> list[str]:
    """The words of a cell, which stand between semicolons."""
    return [word.strip() for word in words.split(";") if word.strip()]


_SIMPLE_LETTERS = dict(zip("øłđßæœıþðəςʼ’`´‑", "oldsaoitdeσ''''-", strict=True))
"""Letters and signs that Unicode does not take apart."""


class _Folds(dict[int, str]):
    """Lower-case letter without accents for every character, one for one, so that positions stay the same."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        lower = sign.lower()
        lower = lower if len(lower) == 1 else sign
        # The Turkish capital İ has a small letter of two signs.
        folded = _SIMPLE_LETTERS.get(lower) or unicodedata.normalize("NFKD", lower)[0].lower()
        self[code] = folded
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """``text`` in lower case without accents, of the same length."""
    return text.translate(_FOLDS)


def plain(text: str) -> str:
    """``text`` folded, with single blanks: for comparing words and phrases."""
    return " ".join(fold(text).split())


def squeezed(header: str) -> str:
    """Letters and digits of a header, folded: "Date de clôture" and "date_de_cloture" are one."""
    return re.sub(r"[\W_]+", "", fold(header))

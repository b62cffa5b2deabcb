"""Which words of a list stand where in a text, however long the list?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from matching.intake import wordlists
from matching.intake.wordlists import fold

_GAPS = re.compile(r"[\s_-]+")
_END = ""
"""Key under which a tree of letters keeps that a word ends here."""
_STEM = "*"
_SCRIPT_BITS = 7
"""Characters that are alike in all but their last seven bits are mostly of one script."""


class Occurrence(NamedTuple):
    """Where a listed word stands, and what the list says of it."""

    start: int
    end: int
    value: str


class Vocabulary:
    """Words with a value each, sought all at once; a word that ends in ``*`` is the beginning of longer ones.

    A blank in a listed word stands for any blanks, line breaks or hyphens. Of two words at one place the longer wins.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        folded = {_GAPS.sub(" ", fold(word)): value for word, value in values.items()}
        self._whole = {word: value for word, value in folded.items() if not word.endswith(_STEM)}
        self._stems = {word[:-1]: value for word, value in folded.items() if word.endswith(_STEM)}
        self._pattern = re.compile(rf"(?<!\w)(?:{_alternatives(folded)})(?!\w)")

    def find(self, folded: str, start: int = 0, end: int | None = None) -> Iterator[Occurrence]:
        """Words in ``folded[start:end]``, text that :func:`~matching.intake.wordlists.fold` gave."""
        for match in self._pattern.finditer(folded, start, len(folded) if end is None else end):
            yield Occurrence(*match.span(), self.value(match.group()) or "")

    def value(self, word: str) -> str | None:
        """Value of one folded word or phrase; None where it is not listed."""
        plain = _GAPS.sub(" ", word)
        if plain in self._whole:
            return self._whole[plain]
        for length in range(len(plain), 0, -1):
            if plain[:length] in self._stems:
                return self._stems[plain[:length]]
        return None


def _alternatives(words: Iterable[str]) -> str:
    """A pattern of a tree of letters: as quick with a thousand words as with ten."""
    tree: dict[str, dict] = {}
    for word in words:
        node = tree
        for sign in word:
            node = node.setdefault(sign, {})
        node[_END] = {}
    # A text in Latin letters should not try the first letters of every other script at each of its words.
    scripts: dict[int, dict[str, dict]] = {}
    for sign, below in tree.items():
        scripts.setdefault(ord(sign) >> _SCRIPT_BITS, {})[sign] = below
    return "|".join(
        f"(?=[{re.escape(min(signs))}-{re.escape(max(signs))}]){_pattern_of(signs)}" for signs in scripts.values()
    )


def _pattern_of(tree: Mapping[str, dict]) -> str:
    branches = [_sign(sign) + _pattern_of(below) for sign, below in tree.items() if sign != _END]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and _END not in tree else f"(?:{'|'.join(branches)})"
    return f"{joined}?" if _END in tree else joined


def _sign(sign: str) -> str:
    return {" ": r"[\s_-]+", _STEM: r"\w*"}.get(sign) or re.escape(sign)


@cache
def vocabulary(name: str, key: str, kind: str | None = None, value: str | None = None) -> Vocabulary:
    """Words of the list ``name``: by the values of the column ``value``, or by those of the column ``key``.

    With ``kind`` only of the rows that have it in the column ``key``.
    """
    words: dict[str, str] = {}
    for row in wordlists.rows(f"extraction/{name}"):
        if kind is None or row[key] == kind:
            for word in wordlists.listed(row["words"]):
                words.setdefault(word, row[value or key])
    return Vocabulary(words)


@cache
def word_set(kind: str) -> frozenset[str]:
    """Single words of one kind of the list ``words``, as they are compared one by one."""
    rows = wordlists.rows("extraction/words")
    return frozenset(word for row in rows if row["kind"] == kind for word in wordlists.listed(row["words"]))

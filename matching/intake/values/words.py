"""Which words of a cell are known, and what does a cell that cannot be read say?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from matching.intake import wordlists
from matching.intake.wordlists import plain


class CellError(ValueError):
    """A cell that does not hold what its column promises; ``problem`` follows the value, ``remedy`` what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(f"{problem}. {remedy}")


@cache
def words_of(kind: str) -> Mapping[str, str]:
    """Value by every plain word for it, of one kind of words ("contract", "currency", "answer", …)."""
    found: dict[str, str] = {}
    for row in wordlists.rows("values/words"):
        if row["kind"] == kind:
            for word in (row["value"], *wordlists.listed(row["words"])):
                found.setdefault(without_signs(word), row["value"])
    return found


def without_signs(cell: str) -> str:
    """``cell`` plain, with blanks for hyphens and underscores, as words are listed."""
    return " ".join(re.sub(r"(?<=\w)[_-](?=\w)", " ", plain(cell)).split())


@cache
def _unknown() -> frozenset[str]:
    lists = (wordlists.listed(row["words"]) for row in wordlists.rows("values/words") if row["value"] == "unknown")
    return frozenset(without_signs(word) for words in lists for word in words)


@cache
def nothing() -> frozenset[str]:
    """The plain words that say that there are none of what a list would hold."""
    lists = (wordlists.listed(row["words"]) for row in wordlists.rows("values/words") if row["value"] == "nothing")
    return frozenset(without_signs(word) for words in lists for word in words)


def says_nothing(cell: str) -> bool:
    """Whether a cell of a foreign column is empty in other words ("A discuter", "n/a")."""
    return without_signs(cell) in _unknown()


def named(kind: str, cell: str, what: str, allowed: Iterable[str]) -> str:
    """The value of ``kind`` that a cell names. Raises ``CellError``: "is not ``what``", with what is ``allowed``."""
    found = words_of(kind).get(without_signs(cell))
    if found is None:
        raise CellError(f"is not {what}", f"Write one of: {', '.join(allowed)}.")
    return found

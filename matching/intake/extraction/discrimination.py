"""Which words of an advert seem to choose people by sex, age, looks, origin, religion or marital status?

A notice for whoever posts it, never a refusal: some such demands are lawful, and a pattern may err.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from matching.domain import Vacancy
from matching.intake import wordlists
from matching.intake.extraction.found import Flag, FlagKind
from matching.intake.extraction.vocabulary import word_set
from matching.wording.sentences import flag_text

_KINDS: dict[str, FlagKind] = {
    "sex": "sex", "age": "age", "looks": "looks", "origin": "origin", "religion": "religion",
    "marital": "marital status",
}  # fmt: skip
_EDGE = re.compile(r"[.!?;•։؟](?=\s)|\n[ \t]*(?:[-–—*•\n]|(?=[^\W\d_a-zа-яёა-ჰ]))")
_LANGUAGES = ("en", "fr", "ka", "ru", "ar", "ro", "de", "es", "it", "tr", "hy")
_SCRIPTS = {"ka": r"[ა-ჰ]", "ru": r"[а-яё]", "ar": r"[ء-ي]", "hy": r"[ա-ֆ]"}
_TELLING = 8
"""Letters of a script from which on a text is also read in its language."""
_LATIN = ("en", "fr", "ro", "de", "es", "it", "tr")
_LONGEST_SENTENCE = 300
_SHARE = 0.3
"""A text is read in every language of which it has this share of the frequent words of its first language."""


@cache
def _patterns(lang: str) -> tuple[tuple[FlagKind, re.Pattern[str]], ...]:
    by_kind: dict[str, list[str]] = {}
    for row in wordlists.rows("extraction/flags"):
        if row["lang"] == lang:
            by_kind.setdefault(row["kind"], []).append(row["pattern"])
    return tuple((_KINDS[kind], _compiled(patterns)) for kind, patterns in by_kind.items() if kind != "guard")


@cache
def _guard() -> re.Pattern[str]:
    """Words with which a sentence says that something does not matter."""
    return _compiled([row["pattern"] for row in wordlists.rows("extraction/flags") if row["kind"] == "guard"])


def _compiled(patterns: list[str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    # A blank in a pattern may be a line break in the text.
    joined = re.sub(r" (\??)", lambda blank: r"\s?" if blank[1] else r"\s+", joined)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def flag_discrimination(text: str, lang: str | None = None) -> list[Flag]:
    """Passages of an advert that ask for a sex, an age, looks, an origin, a religion or a marital status.

    ``lang`` (en fr ka ru ar ro de es it tr hy) is the language of the text; without it, and for other languages, the
    lists are used that its letters and its most frequent words allow. A sentence that says that none of it matters is
    left alone, and so is what an advert says of its goods, its clients or its team.
    """
    found: list[Flag] = []
    for language in _languages(text, lang):
        for kind, pattern in _patterns(language):
            for match in pattern.finditer(text):
                flag = Flag(kind, match.group(), *match.span())
                if not _covered(flag, found) and not _guard().search(text, *_sentence(text, *match.span())):
                    found.append(flag)
    return sorted(found, key=lambda flag: (flag.start, flag.end, flag.kind))


def _covered(flag: Flag, others: Iterable[Flag]) -> bool:
    return any(one.kind == flag.kind and one.start < flag.end and flag.start < one.end for one in others)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence or item of a list in which a passage stands."""
    low = max(0, start - _LONGEST_SENTENCE)
    edges = [edge.end() for edge in _EDGE.finditer(text, low, start)]
    after = _EDGE.search(text, end, end + _LONGEST_SENTENCE)
    return (edges[-1] if edges else low), (after.start() if after else min(len(text), end + _LONGEST_SENTENCE))


def _languages(text: str, lang: str | None) -> list[str]:
    by_script = [one for one, letters in _SCRIPTS.items() if len(re.findall(letters, text, re.IGNORECASE)) >= _TELLING]
    if lang in _LANGUAGES:
        return list(dict.fromkeys((str(lang), *by_script)))
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    counts = {one: sum(words[word] for word in word_set(f"frequent {one}")) for one in _LATIN}
    least = _SHARE * max(counts.values())
    return by_script + [one for one, count in counts.items() if count >= least]


MOST_SHOWN = 20


def vacancy_notices(vacancy: Vacancy, language: str = "en") -> tuple[str, ...]:
    """One sentence for each passage that seems to choose people by sex, age, looks, origin, religion or family."""
    demands = (one.phrase for one in (*vacancy.essential_skills, *vacancy.optional_skills))
    text = "\n".join(filter(None, (vacancy.title, vacancy.description, *demands)))
    shown: dict[str, None] = {}
    for flag in flag_discrimination(text, vacancy.lang):
        shown.setdefault(flag_text(flag.kind, flag.quote, language))
    return tuple(shown)


def import_notices(vacancies: Sequence[Vacancy]) -> tuple[str, ...]:
    """Notices on an import, each with the id of its vacancy: the first ``MOST_SHOWN``, then how many there are."""
    found = [f"{vacancy.id}: {notice}" for vacancy in vacancies for notice in vacancy_notices(vacancy)]
    if len(found) <= MOST_SHOWN:
        return tuple(found)
    return (*found[:MOST_SHOWN], f"{len(found) - MOST_SHOWN:,} more notices of this kind.")

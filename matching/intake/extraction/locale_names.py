"""Which words name a language or a month, in which grammatical form, in seventeen languages?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from matching import geography
from matching.intake import wordlists
from matching.intake.extraction.vocabulary import Vocabulary, word_set
from matching.intake.wordlists import fold

LOCALES = (
    "en", "fr", "ka", "ru", "ar", "de", "es", "it", "pl", "ro", "tr", "uk", "hy", "sr", "sr_Latn", "el", "nl", "pt",
)  # fmt: skip
AFTER_NOUN = frozenset({"fr", "ar", "es", "it", "ro", "pt"})
"""In these an adjective follows its noun: what stands before the name tells whether a language is meant."""


@cache
def language_names() -> Vocabulary:
    """Names of languages in all their forms; the value is the ISO 639 code, with ``+`` where the noun comes first."""
    from babel import Locale

    found: dict[str, str] = {}
    for row in wordlists.rows("extraction/languages"):
        for word in wordlists.listed(row["words"]):
            found.setdefault(word, row["code"])
    for locale in LOCALES:
        names = Locale.parse(locale).languages
        mark = "+" if locale in AFTER_NOUN else ""
        for code in sorted(word_set("language code")):
            for form in _forms(fold(names.get(code, "")), locale[:2]):
                # "Armenia" is a country before it is a Spanish adjective.
                if form == fold(names.get(code, "")) or geography.country_code(form) is None:
                    found.setdefault(form, ("no" if code == "nb" else code) + mark)
    return Vocabulary(found)


def _forms(name: str, locale: str) -> Iterator[str]:
    """Forms of a folded name; ``*`` stands for any ending."""
    if not name or " " in name or "(" in name:
        return
    yield name
    ending = {"ru": ("ии", "ыи", "ои"), "uk": ("а",), "pl": ("i",), "sr": ("и", "i"), "ka": ("ი",), "el": ("α",)}
    for one in ending.get(locale, ()):
        if name.endswith(one) and len(name) - len(one) > 3:
            yield f"{name.removesuffix(one)}*"
            return
    if (locale in ("hy", "tr") and len(name) > 4) or (locale == "de" and name.endswith("sch")):
        yield f"{name}*"
    elif locale == "ro" and name.endswith("a"):
        yield from (name[:-1] + form for form in ("e", "ei"))
    elif locale == "ar":
        bare = name.removeprefix("ال")
        yield bare
        yield from (prefix + bare for prefix in ("وال", "بال", "لل", "و"))
    elif locale in ("fr", "es", "pt", "nl"):
        yield f"{name}e" if locale in ("fr", "nl") else f"{name}a"
        if name.endswith("o"):
            yield f"{name[:-1]}a"
    elif locale == "it" and name.endswith("o"):
        yield f"{name[:-1]}a"


_GEORGIAN = (
    "იანვ", "თებერვ", "მარტ", "აპრილ", "მაის", "ივნის", "ივლის", "აგვისტ", "სექტემბ", "ოქტომბ", "ნოემბ", "დეკემბ",
)  # fmt: skip


@cache
def month_names() -> Vocabulary:
    """Names of the months, in full and cut short, with their number."""
    from babel import Locale

    found: dict[str, str] = {}
    for locale in LOCALES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale.parse(locale).months[context][width].items():
                    word = fold(name).strip(".")
                    if any(map(str.isalpha, word)) and len(word) > 2:
                        found.setdefault(word, str(number))
    for number, name in enumerate(_GEORGIAN, start=1):
        found.setdefault(f"{name}*", str(number))
    return Vocabulary(found)

"""Which words name a month, in seventeen languages, in full or cut short?"""

from __future__ import annotations

from functools import cache

from matching.intake.extraction.language_names import LOCALES
from matching.intake.extraction.vocabulary import Vocabulary
from matching.intake.folding import fold

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

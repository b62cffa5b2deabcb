"""Which languages does a cell name, and at which level?"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from matching.domain import CefrLevel
from matching.intake.values.lists import read_list
from matching.intake.values.words import CellError, without_signs, words_of
from matching.intake.wordlists import plain


@cache
def _language_codes() -> dict[str, str]:
    """Two- or three-letter code by the name of a language in many languages, from the Unicode locale data."""
    from babel import Locale

    found = dict(words_of("language"))
    for name in ("en", "fr", "ka", "ru", "de", "es", "it", "pl", "tr", "ro", "uk", "el", "hy", "az", "ar", "sr"):
        for code, language in Locale(name).languages.items():
            if re.fullmatch(r"[a-z]{2,3}", code):
                found.setdefault(plain(language), code)
    return found


def language_code(text: str) -> str | None:
    """ISO 639 code of a language given by its code or by its name in one of sixteen languages; None if unknown."""
    word = plain(text)
    # No language has a name of two letters, and the names of all of them take a while to load.
    if re.fullmatch(r"[a-z]{2}", word):
        return word
    if re.fullmatch(r"[a-z]{3}", word):
        return _language_codes().get(word, word)
    # Georgian names a language by its adjective ("ფრანგული"), often with the word for language after it.
    return _language_codes().get(word) or _language_codes().get(word.removesuffix(" ენა").removesuffix(" language"))


def read_language(cell: str) -> str:
    """ISO 639 code of one language."""
    found = language_code(cell)
    if found is None:
        raise CellError("is not a language that is known here", "Write its two-letter code, such as fr or ka.")
    return found


def _level(words: str) -> CefrLevel | None:
    found = words_of("level").get(without_signs(words))
    return CefrLevel(found) if found else None


def read_languages(cell: str) -> list[dict[str, Any]]:
    """Languages with CEFR levels: ``fr:B2; ka:C2``, ``French B2``, ``ru``; "native" is C2, "fluent" C1, "basic" A2."""
    found = []
    for item in read_list(cell):
        name, level = item, None
        if match := re.fullmatch(r"(.+?)\s*(?:[:：(/]|\s-|\s–|\s)\s*([ABCabc][12])\+?\)?(?:\s*\(?[^)]*\)?)?", item):
            name, level = match[1], CefrLevel(match[2].upper())
        elif match := re.fullmatch(r"(.+?)\s*(?:[:：(]|\s-|\s–)\s*(.+?)\)?", item):
            name, level = match[1], _level(match[2])
            if level is None:
                raise CellError(
                    f'holds "{match[2]}", which is no level',
                    "Write fr:B2; ka:C2 (levels A1 to C2), or the language alone.",
                )
        elif (match := re.fullmatch(r"(\S+)\s+(.+)", item)) and (word := _level(match[2])):
            name, level = match[1], word
        code = language_code(name)
        if code is None:
            raise CellError(f'holds "{name}", which is no language known here', "Write codes, such as fr:B2; ka:C2.")
        found.append({"code": code, "level": level})
    return found

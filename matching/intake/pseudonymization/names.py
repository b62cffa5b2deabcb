"""Which words of a text are a person's name?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from matching import geography
from matching.intake import wordlists
from matching.intake.pseudonymization.contacts import Span
from matching.intake.wordlists import fold

_LETTERS = r"(?:[^\W\d_][\u0300-\u036f\u064b-\u0652]*)+"
TOKEN = re.compile(rf"{_LETTERS}(?:[’'ʼ`´‑-]{_LETTERS})*\.?")
"""A word with its vowel signs and, at the end, a point."""
_NOT_IN_NAMES = re.compile(r"[\d@:;?!/\\=+*%&<>\[\]{}]|https?|www")
_GEORGIAN, _CYRILLIC = re.compile(r"[ა-ჿ]"), re.compile(r"[а-яё-ӿ]")
_INITIALS_AFTER = re.compile(r"(?:[ \t][^\W\d_]\.(?!\w)){1,2}")
_GEORGIAN_GENITIVE = re.compile(r"[ა-ჿ]{2,}(?:ის|თა)")
"""A name at the head of a CV is no genitive; "მოპირკეთების ოსტატი" is a job."""
_OTHER_SCRIPT = re.compile(r"[ა-ჿ]{4,}|[А-ЯЁЂ-Џ][а-яё-ӿ]{3,}")
_GEORGIAN_LETTERS = "ა ბ გ დ ე ვ ზ თ ი კ ლ მ ნ ო პ ჟ რ ს ტ უ ფ ქ ღ ყ შ ჩ ც ძ წ ჭ ხ ჯ ჰ"
_THEIR_LATIN = "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h"
_CYRILLIC_LETTERS = "а б в г д е ж з и к л м н о п р с т у ф х ц ч ш щ ы э ю я і є ґ ђ ј љ њ ћ џ"
_LATIN_OF_THESE = "a b v g d e zh z i k l m n o p r s t u f kh ts ch sh shch y e yu ya i ye g dj j lj nj c dz"
_LATIN_OF = {
    **dict(zip(_GEORGIAN_LETTERS.split(), _THEIR_LATIN.split(), strict=True)),
    **dict(zip(_CYRILLIC_LETTERS.split(), _LATIN_OF_THESE.split(), strict=True)),
    **dict.fromkeys("-'ьъ", ""),
}


def romanised(folded: str) -> str:
    """Georgian and Cyrillic letters in Latin ones, as people write their own name in an e-mail address."""
    return "".join(_LATIN_OF.get(sign, sign) for sign in folded)


@dataclass(frozen=True, slots=True)
class _Words:
    given: frozenset[str]
    endings: tuple[str, ...]
    surnames: frozenset[str]
    particles: frozenset[str]
    honorifics: frozenset[str]
    ordinary: frozenset[str]
    stems: frozenset[str]
    ordinary_endings: tuple[str, ...]


@cache
def _words() -> _Words:
    found: dict[str, list[str]] = {}
    for row in wordlists.rows("pseudonymization/names"):
        found.setdefault(row["kind"], []).extend(fold(row["words"]).split())
    ordinary = found["ordinary"]
    # Georgian declines everything: every longer word of it is taken as a stem.
    stems = {word.rstrip("*") for word in ordinary if word.endswith("*") or (len(word) > 4 and _GEORGIAN.match(word))}
    return _Words(
        frozenset(found["given"]),
        tuple(found["ending"]),
        frozenset(found["surname"]),
        frozenset(found["particle"]),
        frozenset(found["honorific"]),
        frozenset(word.rstrip("*") for word in ordinary),
        frozenset(stems),
        tuple(found["ordinary ending"]),
    )


def is_ordinary(folded: str) -> bool:
    """Whether a folded word belongs to job titles, headings or everyday language rather than to names."""
    words = _words()
    forms = (folded, folded[2:]) if folded.startswith("ال") else (folded,)
    return any(
        form in words.ordinary
        or (len(form) > 6 and form.endswith(words.ordinary_endings))
        or _GEORGIAN_GENITIVE.fullmatch(form)
        or any(form[:length] in words.stems for length in range(3, len(form) + 1))
        for form in forms
    )


def may_be_another_word(folded: str) -> bool:
    """Whether a folded word, found alone, may be an occupation, a place or an everyday word."""
    if folded in _words().surnames or is_ordinary(folded):
        return True
    # Makharadze and Tsulukidze were towns, but a surname's ending makes a surname.
    return len(folded) > 2 and not has_surname_ending(folded) and _is_place(folded)


def _is_place(folded: str) -> bool:
    return geography.locate(folded) is not None or geography.country_code(folded) is not None


def account_names(accounts: Iterable[str]) -> frozenset[str]:
    """Words of e-mail and profile addresses (without the host) that may be names."""
    found: set[str] = set()
    for account in accounts:
        local = romanised(fold(account))
        parts = [part for part in re.split(r"[^a-z]+", local) if len(part) > 2 and not is_ordinary(part)]
        found.update(parts)
        found.add(re.sub(r"[^a-z]+", "", local))
    found.discard("")
    return frozenset(found)


def proven(folded: str, accounts: Collection[str]) -> bool:
    """Whether a folded word stands in one of the person's ``accounts`` (see :func:`account_names`)."""
    latin = romanised(folded)
    if len(latin) < 3:
        return False
    return any(
        latin == account
        or (len(latin) > 3 and latin in account)
        or account.startswith(latin)
        or account.endswith(latin)
        for account in accounts
    )


def breaks_names(word: str) -> bool:
    """Whether a folded word is no part of a name: an ordinary word that is neither surname nor given name."""
    return is_ordinary(word) and word not in _words().surnames and word not in _words().given


def is_honorific(word: str) -> bool:
    """Whether a folded word is a title before or after a name ("Dr", "Mme", "PhD")."""
    return word in _words().honorifics


def is_particle(word: str) -> bool:
    """Whether a folded word stands inside names without being one ("van", "de", "ibn")."""
    return word in _words().particles


def is_given(word: str) -> bool:
    """Whether a folded word, or a part of it between hyphens, is a listed given name."""
    given = _words().given
    return word in given or any(part in given for part in word.split("-"))


def has_surname_ending(word: str) -> bool:
    """Whether a folded word ends as surnames do."""
    return any(word.endswith(ending) and len(word) >= len(ending) + 3 for ending in _words().endings)


def starts_small(token: str) -> bool:
    """Whether a word begins with a small letter of a script that has capitals."""
    return token[0].islower() and token[0].upper() != token[0] and not _GEORGIAN.match(token)


def is_georgian(word: str) -> bool:
    """Whether a word is written in Georgian letters, which have no capitals."""
    return _GEORGIAN.match(word) is not None


def is_plain_given_name(token: str) -> bool:
    """Whether one word alone is a given name and nothing else; it must be capitalised where its script can."""
    word = fold(token)
    capital = token[:1].isupper() or is_georgian(token)
    return capital and word in _words().given and not may_be_another_word(word)


def known_given_or_surname(folded: str) -> bool:
    """Whether a folded word is a listed given name or ends as surnames do."""
    return is_given(folded) or has_surname_ending(folded)


def name_words(value: str) -> tuple[str, ...]:
    """Folded words of a text that is known to be a name ("Name: …", a name column)."""
    words = (fold(token.group()).rstrip(".") for token in TOKEN.finditer(value))
    return tuple(word for word in words if len(word) > 1 and not is_particle(word) and word not in _words().honorifics)


def mention_spans(text: str, names: Collection[str]) -> Iterator[Span]:
    """Spans where ``names`` (folded words) are mentioned in ``text``, with initials and particles beside them.

    A single word counts only where it is capitalised (or of a script without capitals) and can be nothing else: the
    Baker of "James Baker" stays a baker when alone.
    """
    words = set(names)
    for name in names:
        words.update(part for part in name.split("-") if len(part) > 2 and "-" in name)
        latin = romanised(name)
        if latin != name.replace("-", "").replace("'", ""):
            words.add(latin)
    words = {word for word in words if len(word) > 1}
    if not words:
        return
    folded = fold(text)
    one = re.compile(
        r"(?<!\w)(?:" + "|".join(_inflected(word) for word in sorted(words, key=len, reverse=True)) + r")(?!\w)"
    )
    unmistakable = {word for word in words if not may_be_another_word(word)}
    between, before = _beside_names()
    runs: list[list[re.Match[str]]] = []
    for match in one.finditer(folded):
        if runs and between.fullmatch(folded, runs[-1][-1].end(), match.start()):
            runs[-1].append(match)
        else:
            runs.append([match])
    for run in runs:
        start, end = run[0].start(), run[-1].end()
        beside = before.search(folded, max(0, start - 40), start)
        several = len({match.group() for match in run}) > 1
        sign = text[start]
        if several or (
            (sign.isupper() or sign.upper() == sign or is_georgian(sign))
            and (
                any(run[0].group().startswith(word[: max(3, len(word) - 1)]) for word in unmistakable)
                or (beside is not None and (beside["title"] or _is_initial_of(beside["initials"], words)))
            )
        ):
            after = _INITIALS_AFTER.match(folded, end)
            yield beside.start() if beside else start, after.end() if after else end
    stems = tuple(stem for word in unmistakable if word.isascii() and len(stem := word.rstrip("aeiouy")) > 3)
    for token in _OTHER_SCRIPT.finditer(text) if stems else ():
        if romanised(fold(token.group())).startswith(stems):
            yield token.span()


@cache
def _beside_names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand between the words of one name, and before the first of them."""
    particles = "|".join(map(re.escape, sorted(_words().particles, key=len, reverse=True)))
    titles = "|".join(map(re.escape, sorted(_words().honorifics, key=len, reverse=True)))
    return (
        re.compile(rf",?[ \t]+(?:(?:{particles})[ \t]+){{0,3}}(?:[^\W\d_]\.[ \t]?)?|[-‑]"),
        re.compile(
            rf"(?<![\w.])(?P<title>(?:{titles})\.?[ \t]+)?(?P<initials>(?:[^\W\d_]\.[ \t]?){{0,2}})"
            r"(?:(?:van|von|der|den|ter|ten|bin|binti|ibn|al|el)[ \t-]+){0,3}$"
        ),
    )


def _is_initial_of(initials: str, words: Collection[str]) -> bool:
    """Whether letters before a name stand for another word of it, or for "Monsieur"."""
    return bool(initials) and (initials[0] == "m" or any(word.startswith(initials[0]) for word in words))


def _inflected(word: str) -> str:
    """Pattern of a folded word with the endings that Georgian and Slavic grammar hang on a name."""
    if _GEORGIAN.match(word):
        stem = word.rstrip("აეიოუ")
        if len(stem) > 3:
            return re.escape(stem) + "[ა-ჰ]{0,7}"
        return re.escape(word) + "(?:მა|მ|ს|სთვის|ის|ისთვის|სთან|თან|დან|ზე|ში|ო|ვ)?"
    if _CYRILLIC.match(word):
        stem = word.rstrip("аеиоуыьяюэії")
        return re.escape(stem if len(stem) > 3 else word) + "[а-яёђ-џіїє]{0,3}"
    if len(word) > 5:
        if word.endswith(("ic", "ski", "ska", "cki", "cka")):
            return re.escape(word.removesuffix("i").removesuffix("a")) + "[a-z]{0,4}"
        return re.escape(word) + "(?:'?s|a|i|e|u|om|em|owi|y|ie|ului|ei|is)?"
    return re.escape(word) + "(?:'s)?"

"""Which words of a text are a person's name?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from matching import geography
from matching.intake import wordlists
from matching.intake.contacts import Span
from matching.intake.folding import fold

TOKEN = re.compile(r"[^\W\d_]+(?:[’'ʼ`´‑-][^\W\d_]+)*\.?")
_NOT_IN_NAMES = re.compile(r"[\d@:;?!/\\=+*%&<>\[\]{}]|https?|www")
_GEORGIAN, _CYRILLIC = re.compile(r"[ა-ჿ]"), re.compile(r"[а-яё-ӿ]")
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
    for row in wordlists.rows("names"):
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


def _may_be_another_word(folded: str) -> bool:
    return (
        folded in _words().surnames
        or is_ordinary(folded)
        or (len(folded) > 2 and (geography.locate(folded) is not None or geography.country_code(folded) is not None))
    )


def account_names(accounts: Iterable[str]) -> frozenset[str]:
    """Words of e-mail and profile addresses (without the host) that may be names, for :func:`names_in_line`."""
    found: set[str] = set()
    for account in accounts:
        local = romanised(fold(account))
        parts = [part for part in re.split(r"[^a-z]+", local) if len(part) > 2 and not is_ordinary(part)]
        found.update(parts)
        found.add(re.sub(r"[^a-z]+", "", local))
    found.discard("")
    return frozenset(found)


def _proven(folded: str, accounts: Collection[str]) -> bool:
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


def names_in_line(
    line: str,
    accounts: Collection[str],
    *,
    contact_near: bool = False,
    document: bool = False,
    first: bool = False,
) -> list[tuple[int, int, tuple[str, ...]]]:
    """Runs of ``line`` that are a person's name: start, end, and the folded words of the name.

    Evidence, strongest first: the word stands in one of the person's ``accounts``; it is a known given name or has a
    surname's ending; the line is a short run of capitalised words that are no job title and ``contact_near`` (phone
    or e-mail follow) or, as ``first`` line of a whole ``document``, where a name is usual.
    """
    if len(line) > 120 or _NOT_IN_NAMES.search(line):
        return []
    tokens = list(TOKEN.finditer(line))
    if not tokens or len(tokens) > 10:
        return []
    runs: list[list[re.Match[str]]] = [[]]
    mixed = False
    for token in tokens:
        word = fold(token.group()).rstrip(".")
        if word in _words().honorifics:
            runs.append([])
        elif word in _words().particles and runs[-1]:
            runs[-1].append(token)
        elif (is_ordinary(word) and word not in _words().surnames) or (
            _starts_small(token.group()) and not _proven(word, accounts)
        ):
            mixed = True
            runs.append([])
        else:
            runs[-1].append(token)
    found = []
    for run in runs:
        core = tuple(
            word for token in run if len(word := fold(token.group()).rstrip(".")) > 1 and not _is_particle(word)
        )
        initials = any(len(token.group().rstrip(".")) == 1 for token in run)
        if core and _is_name(core, initials, mixed, accounts, contact_near, document, first):
            while _is_particle(fold(run[-1].group())):
                run = run[:-1]
            found.append((run[0].start(), run[-1].end(), core))
    return found


def _is_name(
    core: tuple[str, ...],
    initials: bool,
    mixed: bool,
    accounts: Collection[str],
    contact_near: bool,
    document: bool,
    first: bool,
) -> bool:
    if any(_proven(word, accounts) for word in core):
        return len(core) <= 5
    if len(core) > 4 or all(_may_be_another_word(word) for word in core):
        return False
    several = len(core) > 1 or initials
    if any(_is_given(word) or _has_surname_ending(word) for word in core):
        return several or (document and first and not mixed)
    if mixed or len(core) == 1:
        return False
    return contact_near or (document and first)


def _is_particle(word: str) -> bool:
    return word in _words().particles


def _is_given(word: str) -> bool:
    given = _words().given
    return word in given or any(part in given for part in word.split("-"))


def _has_surname_ending(word: str) -> bool:
    return any(word.endswith(ending) and len(word) >= len(ending) + 3 for ending in _words().endings)


def _starts_small(token: str) -> bool:
    return token[0].islower() and token[0].upper() != token[0] and not _GEORGIAN.match(token)


def is_georgian(word: str) -> bool:
    """Whether a word is written in Georgian letters, which have no capitals."""
    return _GEORGIAN.match(word) is not None


def is_plain_given_name(token: str) -> bool:
    """Whether one word alone is a given name and nothing else; it must be capitalised where its script can."""
    word = fold(token)
    capital = token[:1].isupper() or is_georgian(token)
    return capital and word in _words().given and not _may_be_another_word(word)


def known_given_or_surname(folded: str) -> bool:
    """Whether a folded word is a listed given name or ends as surnames do."""
    return _is_given(folded) or _has_surname_ending(folded)


def name_words(value: str) -> tuple[str, ...]:
    """Folded words of a text that is known to be a name ("Name: …", a name column)."""
    words = (fold(token.group()).rstrip(".") for token in TOKEN.finditer(value))
    return tuple(word for word in words if len(word) > 1 and not _is_particle(word) and word not in _words().honorifics)


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
    one = "(?:" + "|".join(_inflected(word) for word in sorted(words, key=len, reverse=True)) + ")"
    small = "(?:(?:" + "|".join(sorted(map(re.escape, _words().particles), key=len, reverse=True)) + r")[ \t]+)"
    leading = r"(?:(?:van|von|der|den|ter|ten|bin|binti|ibn|al|el)[ \t-]+){0,3}"
    pattern = re.compile(
        rf"(?<![\w])(?:[^\W\d_]\.[ \t]?){{0,2}}{leading}(?P<names>{one}(?:(?:,?[ \t]+|[-‑]){small}{{0,3}}"
        rf"(?:[^\W\d_]\.[ \t]?)?{one})*)(?:[ \t][^\W\d_]\.(?!\w)){{0,2}}(?!\w)"
    )
    single = re.compile(one)
    unmistakable = {word for word in words if not _may_be_another_word(word)}
    for match in pattern.finditer(fold(text)):
        start = match.start("names")
        if len(set(single.findall(match.group("names")))) > 1:
            yield match.span()
        elif text[start].isupper() or text[start].upper() == text[start] or _GEORGIAN.match(text[start]):
            if any(match.group("names").startswith(word[: max(3, len(word) - 1)]) for word in unmistakable):
                yield match.span()
    stems = tuple(word.rstrip("aeiouy") for word in unmistakable if word.isascii() and len(word.rstrip("aeiouy")) > 3)
    for token in _OTHER_SCRIPT.finditer(text) if stems else ():
        if romanised(fold(token.group())).startswith(stems):
            yield token.span()


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

"""Which licences does a text ask for or tell of, to drive or for a trade?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from matching.domain.licences import is_driving, licence_keys
from matching.intake.extraction.found import FoundLicence, Kind, Place
from matching.intake.extraction.parts import TextPart
from matching.intake.extraction.sentences import Scopes
from matching.intake.extraction.vocabulary import vocabulary

_CATEGORY = r"(?:(?:AM|A1|A2|A|B1|BE|B|C1E|C1|CE|C|D1E|D1|DE|D|T|[АВСЕМТ]{1,2})1?(?:\s?\+\s?[EЕ])?)(?![\w'’])"
_WORD = (
    r"(?:categor(?:y|ies|ia|iile|ii|ía|ías|ie|ía)|catégories?|categoría|categoria|kategorii|kategorie|kategorija|"
    r"kategorije|kat|cat|klasse[n]?|class|sınıfı?|კატეგორიის|კატეგორია|კატ|категории|категория|категорія|категорії|кат|"
    r"կատեգորիայի|կարգի|κατηγορίας|فئة|الفئة|صنف|категорије|категорија|of|type|tip|de|di|la)"
)
_AFTER = re.compile(
    rf"[\s:(\"“«–—-]*(?:{_WORD}[.\s:]*){{0,2}}[\"“«(]?({_CATEGORY}(?:\s*(?:[,/;+&]|and|et|und|или|и|da|და|ir|i|y|e|și|ve)?"
    rf"\s*{_CATEGORY})*)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?<![\w'’])({_CATEGORY}(?:\s*(?:[,/+&]|and|და|и|ve|և)?\s*{_CATEGORY})*)[\s\"”»-]*(?:{_WORD}\.?\s*)?$"
)
_CATEGORY_ALONE = re.compile(
    rf"(?<![\w'’])(?P<one>{_CATEGORY}(?:\s*(?:[,/+&]|and|და|и|ve|և)?\s*{_CATEGORY})*)[\s\"”»-]*"
    r"(?:კატეგორი\w*|категори\w*|категорі\w*|կատեգորիա\w*|კატ\.|кат\.)|"
    rf"(?:კატეგორი\w*|категори\w*|категорі\w*|կատեգորիա\w*)[\s:\"«„]*(?P<two>{_CATEGORY}(?:\s*[,/+&]?\s*{_CATEGORY})*)"
)
"""Where a category of a licence is named without the word for the licence, as is usual in these languages."""
_EMPTY = re.compile(r"(?:travail|séjour|construire|de travail|construction|munc[aă]|ședere|trabajo|residencia)")
_BARE = frozenset({"permis", "carnet", "patente", "права"})
"""Words that mean other papers too: a licence only where a category follows, or in a section of licences."""
_SURE, _PLAIN = 0.95, 0.8


def find_licences(
    text: str, folded: str, parts: Sequence[TextPart], scopes: Sequence[Scopes], kind: Kind
) -> Iterator[FoundLicence]:
    """Driving licences with their categories (a car where none is named), and licences of trades as they are worded."""
    driving = list(vocabulary("terms", "kind", "driving").find(folded))
    trades = list(vocabulary("terms", "kind", "trade licence").find(folded))
    alone = list(_CATEGORY_ALONE.finditer(text))
    if not driving and not trades and not alone and not any(part.section == "licences" for part in parts):
        return
    for part, scope in zip(parts, scopes, strict=True):
        if kind == "advert" and part.section in ("about", "offer", "apply"):
            continue
        inside = [one for one in driving if part.start <= one.start < part.end]
        for one in inside:
            start, end, keys = _with_categories(text, part, one.start, one.end)
            bare = folded[one.start : one.end] in _BARE
            if bare and not keys and (part.section != "licences" or _EMPTY.search(folded, one.end, part.end)):
                continue
            yield FoundLicence(
                Place(start, end, text[start:end]),
                _SURE if keys else _PLAIN,
                tuple(sorted(keys or {"B"})),
                scope.importance(start),
            )
        for match in alone:
            keys = _driving_keys(match["one"] or match["two"])
            if (
                part.start <= match.start() < part.end
                and keys
                and not any(one.start - 40 < match.start() < one.end + 40 for one in inside)
            ):
                yield FoundLicence(
                    Place(*match.span(), match.group()), _PLAIN, tuple(sorted(keys)), scope.importance(match.start())
                )
        for one in trades:
            if (
                part.start <= one.start < part.end
                and text[one.start : one.end].upper() != text[one.start : one.end].lower()
            ):
                quote = text[one.start : one.end]
                yield FoundLicence(
                    Place(one.start, one.end, quote),
                    _SURE if len(quote) > 3 or quote.isupper() else 0.5,
                    tuple(licence_keys(quote)),
                    scope.importance(one.start),
                )
        if part.section == "licences" and not inside:
            keys = [key for key in licence_keys(text[part.start : part.end]) if is_driving(key)]
            if keys:
                quote = text[part.start : part.end]
                yield FoundLicence(
                    Place(part.start, part.end, quote), _SURE, tuple(sorted(keys)), scope.importance(part.start)
                )


def _with_categories(text: str, part: TextPart, start: int, end: int) -> tuple[int, int, set[str]]:
    """The licence with the categories named right after or right before it."""
    after = _AFTER.match(text, end, part.end)
    if after and (keys := _driving_keys(after[1])):
        return start, after.end(1), keys
    before = _BEFORE.search(text[max(part.start, start - 40) : start])
    if before and (keys := _driving_keys(before[1])):
        return max(part.start, start - 40) + before.start(1), end, keys
    return start, end, _driving_keys(text[start:end]) if any(map(str.isupper, text[start:end])) else set()


def _driving_keys(words: str) -> set[str]:
    return {key for key in licence_keys(f"driving licence {words}") if is_driving(key)} if words.strip() else set()

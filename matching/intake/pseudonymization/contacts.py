"""Where does a text say how to reach a person: e-mails, phone numbers, links, handles, and document numbers?"""

from __future__ import annotations

import re
from collections.abc import Iterator

MARK = "[…]"
"""Stands where identity was cut, so that a reader sees the gap and a second pass knows of the first."""

Span = tuple[int, int]

_GAP = r"[ \t\u00a0\u2007\u202f]"
EMAIL = re.compile(
    r"(?<![\w.+%'’-])(?:mailto:)?[\w.+%'’-]+"
    + _GAP
    + r"?(?:@|＠|[\[({]"
    + _GAP
    + r"?(?:at|arobase)"
    + _GAP
    + r"?[\])}])"
    + _GAP
    + r"?"
    r"[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>|\"'\])}]+", re.IGNORECASE)
_PROFILE = re.compile(
    r"(?<![\w@.])(?:[\w-]+\.)?(?:linkedin|github|gitlab|facebook|fb|instagram|twitter|x|vk|ok|t|wa|behance|"
    r"dribbble|xing|"
    r"orcid|medium|youtube|tiktok|telegram|researchgate|stackoverflow|about|linktr|bit|kaggle|huggingface|viadeo)"
    r"\.(?:com|org|net|me|ru|io|ee|ly|co|fr|de|ge)/[^\s<>|\"',;\])}]*[^\s<>|\"',;.:\])}]",
    re.IGNORECASE,
)
BARE_DOMAIN = re.compile(
    r"(?<![\w@./])(?:[\w-]+\.)+(?:com|org|net|info|me|io|dev|eu|ge|fr|de|pl|ro|it|es|pt|gr|tr|ru|ua|am|az|ma|uk|us)"
    r"(?:/[^\s<>|\"',;\])}]*)?(?![\w.])",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![\w-])(?:skype|telegram|whatsapp|viber|linkedin|github|instagram|facebook|twitter|wechat|discord)"
    + _GAP
    + r"*(?:id)?"
    + _GAP
    + r"*[:：]"
    + _GAP
    + r"*(?P<handle>[^\s|;,]+)",
    re.IGNORECASE,
)
_AT_HANDLE = re.compile(r"(?<![\w@.])@(?=[a-zA-Z]*[\d_])[A-Za-z]\w{3,30}")
_DIGITS = re.compile(
    r"(?<![\w@/.,:#№$€£-])(?:(?P<plus>\+|00)"
    + _GAP
    + r"?)?\(?\d(?:[\d().\-/–‑]|"
    + _GAP
    + r"(?!"
    + _GAP
    + r"))*\d(?![\w%])"
)
_PHONE_WORD = re.compile(
    r"(?:\b(?:tel|t[eé]l[eé]phone?|telefone?|telefonnummer|phone|mobile?|mob|cell|gsm|portable|komórka|komorka|kom|"
    r"whatsapp|viber|handy|fax|numero di telefono|contact(?: number)?|call)\b|тел|моб|телефон|ტელ|მობ|هاتف|جوال|"
    r"τηλ|հեռ)"
    r"[\w.]*" + _GAP + r"*(?:\([^)]{0,12}\))?" + _GAP + r"*(?:n[o°º.]*|nr\.?|№)?" + _GAP + r"*[:：.–-]?" + _GAP + r"*$",
    re.IGNORECASE,
)
_AMOUNT_BEFORE = re.compile(
    r"(?:[$€£₾₺₽¥]|\b(?:usd|eur|gel|amd|mad|gbp|chf|pln|ron|dhs?|fcfa|rub|uah|budget|iso|en|din|gost|id)\b)"
    + _GAP
    + r"*$",
    re.IGNORECASE,
)
_AMOUNT_AFTER = re.compile(
    _GAP
    + r"*(?:[$€£₾₺₽¥%]|\b(?:usd|eur|euros?|gel|amd|mad|gbp|chf|pln|ron|lei|zł|zl|dhs?|dollars?|dolari|fcfa|rub|uah|"
    r"drams?|lari|лари|руб|грн|ლარ|m2|m²|mp|km|kg|tonnes?|units?|people|users?|clients?|customers?)\b)",
    re.IGNORECASE,
)
_DATE_FORM = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}|"
    r"(?:19|20)\d{2})"
)
_DATES_ONLY = re.compile(_DATE_FORM.pattern + r"(?:" + _GAP + r"*[-–/]?" + _GAP + r"*" + _DATE_FORM.pattern + r")*")
_THOUSANDS = re.compile(
    r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?:" + _GAP + r"*[-–]" + _GAP + r"*\d{1,3}(?:[ \u00a0\u202f.]\d{3})+)?"
)
_SEPARATOR = r"[ \u00a0\u202f.\-–‑/]"
_NATIONAL = re.compile(
    r"[1-9]\d\d" + _SEPARATOR + r"\d{3}" + _SEPARATOR + r"\d{4}|"
    r"[1-9]\d\d(?:" + _SEPARATOR + r"\d\d){3}|"
    r"[78]" + _SEPARATOR + r"?\(?\d{3}\)?" + _SEPARATOR + r"?\d{3}" + _SEPARATOR + r"?\d\d" + _SEPARATOR + r"?\d\d|"
    r"995" + _SEPARATOR + r"\d{2,3}(?:" + _SEPARATOR + r"?\d{2,3}){3}"
)
"""Shapes without a leading zero or plus: 555-123-4567, 599 12 34 56, 8 (812) 555-01-47, 995 599 12 34 56."""
MOST_DIGITS = 16
_FOUR_DIGITS = re.compile(r"\d{4}")
_DOCUMENT = re.compile(
    r"(?<![^\W\d_])(?:(?:passport|passeport|pasaport[eu]?|paszport|pasoš|reisepass|id card|identity card|national id|"
    r"personal (?:id|number|no)|carte d['’]identit[ée]|tax id|insurance number|social security(?: number)?|"
    r"num[ée]ro de s[ée]curit[ée] sociale|driving licen[cs]e (?:no|number)|residence permit|codice fiscale|"
    r"kimlik no|(?-i:CIN|CNI|CNP|PESEL|DNI|NIE|NIF|SSN|IBAN|ID)(?=\s*(?:n[o°º.]|nr|№|[:：])))|"
    r"паспорт|инн|снилс|јмбг|jmbg|პირადი ნომერი|პირადი №|პირადობის მოწმობა|პასპორტი|جواز السفر|رقم الهوية|"
    r"αφμ|αδτ)"
    r"[^\d\n]{0,25}?(?<![^\W\d_])(?P<number>(?-i:(?=[A-ZА-Я0-9 /-]*\d{4})[A-ZА-Я0-9](?:[A-ZА-Я0-9/-]|"
    + _GAP
    + r"(?=[\dA-Z])){4,33}))",
    re.IGNORECASE,
)


def contact_spans(text: str) -> Iterator[Span]:
    """Spans (start, end) of e-mails, links, profile addresses, handles, phone and document numbers in ``text``."""
    if "@" in text or "＠" in text or "(at)" in text or "[at]" in text or "arobase" in text:
        for match in EMAIL.finditer(text):
            yield match.span()
        for match in _AT_HANDLE.finditer(text):
            yield match.span()
    if "." in text:
        for match in _LINK.finditer(text):
            yield match.start(), match.start() + len(match.group().rstrip(".,;:"))
        for match in _PROFILE.finditer(text):
            yield match.span()
    if ":" in text or "：" in text:
        for match in _HANDLE.finditer(text):
            if not match.group("handle").startswith(MARK[0]):
                yield match.span("handle")
    for match in _DIGITS.finditer(text):
        for start, end in _numbers(match):
            if _is_phone(text, start, end):
                yield start, end
    for match in _DOCUMENT.finditer(text) if _FOUR_DIGITS.search(text) else ():
        yield match.start("number"), match.start("number") + len(match.group("number").rstrip())


def profile_names(text: str) -> list[str]:
    """What stands after the host in profile addresses (``linkedin.com/in/giorgi-beridze`` -> ``in/giorgi-beridze``)."""
    return [match.group().split("/", 3 if "://" in match.group() else 1)[-1] for match in _PROFILE.finditer(text)]


def _numbers(match: re.Match[str]) -> Iterator[Span]:
    """Spans of the single numbers in a run of digits; several phone numbers may stand side by side."""
    run, offset = match.group(), match.start()
    if sum(map(str.isdigit, run)) <= MOST_DIGITS:
        yield match.span()
        return
    for part in re.finditer(r"\S+(?:\s+(?![(+0])\S+)*", run):
        yield offset + part.start(), offset + part.end()


def _is_phone(text: str, start: int, end: int) -> bool:
    """Whether a run of digits and separators is a phone number (or a long identifier), not a year, date or amount."""
    run = text[start:end]
    digits = sum(map(str.isdigit, run))
    if not 5 <= digits <= MOST_DIGITS:
        return digits > MOST_DIGITS and run.isdigit()
    before, after = text[max(0, start - 40) : start], text[end : end + 14]
    if _PHONE_WORD.search(before):
        return not _DATES_ONLY.fullmatch(run)
    if digits < 7 or _AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(after):
        return False
    if run.startswith("+"):
        return True
    if _DATES_ONLY.fullmatch(re.sub(r"[()]", "", run)):
        return False
    if run.isdigit():
        return digits >= 9 or run.startswith("00")
    if _THOUSANDS.fullmatch(run):
        # 599 123 456 is how a mobile number is written in Georgia and Poland; 12 000 000 is an amount.
        return re.fullmatch(r"[1-9]\d\d \d{3} (?!000)\d{3}", run) is not None
    if run.startswith(("0", "(")):
        return digits >= 9
    return _NATIONAL.fullmatch(run) is not None


def without_contacts(text: str) -> str:
    """``text`` with e-mails, phones, links and document numbers cut."""
    return cut(text, contact_spans(text))[0]


def cut(text: str, spans: Iterator[Span] | list[Span]) -> tuple[str, int]:
    """``text`` with every span replaced by :data:`MARK`, overlapping or touching ones by one, and their number."""
    merged: list[list[int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and (start <= merged[-1][1] or text[merged[-1][1] : start] == " "):
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    if not merged:
        return text, 0
    parts, position = [], 0
    for start, end in merged:
        parts += [text[position:start], MARK]
        position = end
    return "".join([*parts, text[position:]]), len(merged)

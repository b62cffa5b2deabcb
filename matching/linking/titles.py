"""Which part of a vacancy's title names the occupation? Places, gender marks, numbers and calls to apply do not."""

from __future__ import annotations

import re

_GENDER = r"[mwfhdxgvnk]|div|alle|all|any|[mwf]\W?[mwf]|homme|femme|männlich|weiblich|divers|masc|fem"
_MARKS = re.compile(
    rf"""
    [(\[]\s*(?:{_GENDER})(?:\s*[/|,*.\s]\s*(?:{_GENDER}))+\s*[)\]]      # (m/w/d), [F/H]
    | (?<!\w)(?:[hf]\s?/\s?[hf]|[mwfd]\s?/\s?[mwfd](?:\s?/\s?[dxm])?)(?!\w) # H/F, m/w/d
    | [/*:_(]-?(?:in|innen|ne|euse|trice|ère|ière|rice|e|a|as|os|o)\)?(?=\s|$|[,;/]) # -in, /euse, (a)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[{][^()\[\]{}]*(?:[)\]}]|$)")
_TAIL = re.compile(r"\s+[-–—|@•·]+\s+|\s*[|@]\s*|\s[-–—]|[-–—]\s|\s*[;!?]+\s*|\bre(?:f|q)\b\W*\d|#\s*\d")
_CALL = re.compile(
    r"^\W*(?:urgent(?:ly)?|wanted|needed|required|hiring|we\s+are\s+(?:hiring|looking\s+for)|looking\s+for|vacancy|"
    r"job|position|recherch\w+|recrut\w+|cherch\w+|on\s+recherche|nous\s+recherchons|offre(?:\s+d'emploi)?|"
    r"gesucht|wir\s+suchen|suche|se\s+busca|buscamos|se\s+necesita|cercasi|cerchiamo|требуется|требуются|ищем|"
    r"ვაკანსია|ვეძებთ|გვესაჭიროება|საჭიროა)\b\W*",
    re.IGNORECASE,
)
_GRADE = re.compile(
    r"(?<!\w)(?:senior|junior|sr|jr|snr|jnr|mid[- ]?level|entry[- ]?level|experienced|part[- ]?time|full[- ]?time|"
    r"temporary|permanent|contract|freelance|remote|urgent(?:ly)?|needed|wanted|required|hiring|"
    r"confirmé|expérimenté|débutant|temps\s+(?:plein|partiel)|cdi|cdd|i{1,3}|iv)(?!\w)\.?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\S*\d\S*")


def core(title: str) -> str:
    """What is left of a title without brackets, gender marks, grade, numbers, and what follows a dash or a bar.

    Never empty: where nothing would be left, the title itself. ``core("Senior Welder (m/w/d) - Batumi")`` is "Welder".
    """
    text = _BRACKETS.sub(" ", _MARKS.sub(" ", title))
    text = _CALL.sub("", text)
    first = next((part for part in _TAIL.split(text) if sum(map(str.isalpha, part)) > 2), text)
    bare = " ".join(_NUMBERS.sub(" ", _GRADE.sub(" ", first)).split()).strip(" ,.;:/&-–—")
    return bare if sum(map(str.isalpha, bare)) > 2 else title

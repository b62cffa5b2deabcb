"""Which line of a CV names a job held?"""

from __future__ import annotations

import re
from typing import NamedTuple

from matching.geography import country_code, locate
from matching.intake.extraction.locale_names import month_names
from matching.intake.extraction.parts import TextPart
from matching.intake.extraction.vocabulary import vocabulary, word_set
from matching.intake.wordlists import fold

DATE = re.compile(r"(?:19|20)\d{2}|\d{1,2}[./]\d{4}")
_DATES = re.compile(
    r"^[\s(\[]*(?:(?:\d{1,2}[./-])*(?:19|20)\d{2}(?:\s*[-–—]\s*(?:(?:\d{1,2}[./-])*(?:19|20)\d{2}|[^\W\d]{3,14}))?|"
    r"[^\W\d]{3,12}\.? (?:19|20)\d{2}\s*[-–—]\s*(?:[^\W\d]{3,12}\.? ?(?:19|20)?\d{0,2}|[^\W\d]{3,14}))[\s)\]:,|–—-]*"
)
_APART = re.compile(
    r"\s+[–—|@-]\s+|\s+(?:at|chez|bei|presso|la firma|в компании|w firmie)\s+|\t|\s{3,}|"
    r",\s+(?=[^,]*(?:19|20)\d{2})|\s*\((?=[^)]*\d{4})"
)
_WORDS_IN_TITLE = 9
_WORDS_IN_ENTRY = 6
_HEAD_OF_ITEM = 120
_EMPLOYER = re.compile(
    r"(?<!\w)(?:llc|ltd|inc|gmbh|ag|s\.?a\.?|srl|s\.?r\.?l|sarl|sas|ооо|оао|зао|тоо|шпс|შპს|სს|cjsc|ojsc|jsc|co|corp|"
    r"company|group|university|universit\w+|школа|bank|hospital|hôpital|clinic|ministry|institute|school|restaurant|"
    r"hotel|hôtel|a\.?s|sp\. z o\.? ?o|b\.?v|lda|компания|фирма|завод|больница|გიმნაზია|სკოლა|კომპანია)\.?(?!\w)",
    re.IGNORECASE,
)


class JobTitle(NamedTuple):
    """Where a title stands, whether it is clear, and whether it opens an item that goes on with tasks."""

    start: int
    end: int
    certain: bool
    of_item: bool = False


def job_title(text: str, folded: str, part: TextPart, previous: TextPart | None) -> JobTitle | None:
    """Title in a line of the section on experience: first line of an entry, or a line with the time of the job.

    Employers, places and the time itself are left out; None where nothing in the line is a title.
    """
    opens = part.first or (previous is not None and not part.bulleted and (previous.bulleted or _dates(text, previous)))
    whole = text[part.start : part.end]
    dated = DATE.search(whole[:60]) is not None
    if part.bulleted and not dated:
        end = _before_duration(text, folded, part)
        return JobTitle(part.start, end, certain=True, of_item=True) if end else None
    if not opens and not dated:
        return None
    line = whole.split("\n")[0]
    lead = _DATES.match(line)
    start = part.start + (lead.end() if lead else 0)
    rest = text[start : part.start + len(line)]
    if dated and (only_dates(line) if not opens else not _words_besides_time(line)):
        return None
    pieces = [piece for piece in _APART.split(rest) if piece and any(map(str.isalpha, piece))]
    pieces = [piece for piece in pieces if not DATE.search(piece)]
    title = next((one for one in pieces if not _EMPLOYER.search(one) and not _is_place(one)), None)
    title = title or (pieces[0] if pieces and not _is_place(pieces[0]) else "")
    if not title or len(title.split()) > _WORDS_IN_TITLE:
        return None
    at = start + rest.index(title)
    certain = opens and len(whole.split()) <= _WORDS_IN_TITLE and not _EMPLOYER.search(title)
    return JobTitle(at, at + len(title), certain)


def _dates(text: str, part: TextPart) -> bool:
    """Whether a part opens an entry with nothing but the time of the job."""
    line = text[part.start : part.end]
    return part.first and DATE.search(line) is not None and not _words_besides_time(line)


def _is_place(piece: str) -> bool:
    """Whether a piece of the line of a job is where it was."""
    names = [name.strip(" .") for name in re.split(r"[,()/]", piece) if name.strip(" .")]
    return any(country_code(name) or locate(name) for name in names)


def _before_duration(text: str, folded: str, part: TextPart) -> int | None:
    """End of the title in an item such as "dispatcher, a haulage firm, Istanbul, 3 years: …"; None where it is none."""
    head = text[part.start : part.end].split("\n")[0][:_HEAD_OF_ITEM]
    comma = re.search(r"\s*[,:(–—]", head)
    if comma is None or len(head[: comma.start()].split()) > _WORDS_IN_ENTRY:
        return None
    units = vocabulary("terms", "kind", "duration", "value").find(folded, part.start, part.start + len(head))
    counted = any(re.search(r"\d\s?-?$", folded[max(part.start, one.start - 3) : one.start]) for one in units)
    return part.start + comma.start() if counted else None


def names_employer(line: str) -> bool:
    """Whether a line has a word that employers have in their names."""
    return _EMPLOYER.search(line) is not None


def only_dates(line: str) -> bool:
    """Whether a line is the time of a job: a month or year and no more than a word or two besides."""
    return _words_besides_time(line) <= 2


def _words_besides_time(line: str) -> int:
    """Words of a line that name neither a month nor that something still goes on."""
    folded = fold(line)
    for one in reversed(list(vocabulary("terms", "kind", "ongoing").find(folded))):
        folded = folded[: one.start] + folded[one.end :]
    words = re.findall(r"[^\W\d_]+", folded)
    return sum(month_names().value(word) is None and word not in word_set("about time") for word in words)

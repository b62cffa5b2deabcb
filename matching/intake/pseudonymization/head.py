"""What stands at the head of a CV: a name, a street, personal remarks?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from matching.intake.pseudonymization.contacts import MARK, Span
from matching.intake.pseudonymization.labels import DECORATION, line_parts, street_spans
from matching.intake.pseudonymization.name_lines import ANYWHERE, Setting, names_in_line
from matching.intake.pseudonymization.names import known_given_or_surname, name_words
from matching.intake.pseudonymization.statements import is_bare_age, is_family_or_sex
from matching.intake.wordlists import fold

_HEAD_CHARACTERS = 6_000
_HEAD_LINES = 10
_NAME_LINES = 4
"""A name stands in the first four lines of a CV, address and contacts in the first ten, or not in its head."""
_CONTACTS_NEAR = 300
_LONGEST_ADDRESS = 120
_DOCUMENT_TITLE = re.compile(
    r"(?:curriculum(?: vitae)?|c\.? ?v\.?|europass(?: cv| curriculum vitae)?|resume|lebenslauf|zyciorys|"
    r"curriculo|reziume|резюме|"
    r"автобиографи[яи]?|რეზიუმე|ავტობიოგრაფია|(?:ال)?سيرة ?(?:ال)?ذاتية|βιογραφικο(?: σημειωμα)?|bio-?data|"
    r"биографија|ozgecmis|"
    r"personal (?:information|details|data)|informati[ie] personale|date personale|informations personnelles|"
    r"etat civil|"
    r"donnees personnelles|datos personales|dati personali|dados pessoais|dane osobowe|personliche daten|личные данные|"
    r"персональные данные|პირადი (?:ინფორმაცია|მონაცემები)|(?:ال)?معلومات (?:ال)?شخصية|licni podaci|лични подаци|"
    r"kisisel bilgiler|contact(?: details| information)?|coordonnees)(?!\w)(?: of| de| du)?"
)


def head_spans(
    text: str, contacts: list[int], known: set[str], accounts: Collection[str], document: bool
) -> list[Span]:
    """Positions of name, street and personal remarks in the first lines; the name's words are added to ``known``.

    ``contacts`` are the positions of e-mails and phones in the text, ``accounts`` the words of its addresses.
    """
    lines = [line for line in re.finditer(r"[^\n]+", text[:_HEAD_CHARACTERS]) if line.group().strip(DECORATION)]
    lines = lines[:_HEAD_LINES]
    if any(MARK in line.group() for line in lines[:_NAME_LINES]):
        return []
    names = list(_name_spans(text, lines, contacts, known, accounts, document))
    return [*names, *_remark_spans(text, lines, contacts, named=bool(names))]


def _name_spans(
    text: str,
    lines: list[re.Match[str]],
    contacts: list[int],
    known: set[str],
    accounts: Collection[str],
    document: bool,
) -> Iterator[Span]:
    seen = 0
    found_on: re.Match[str] | None = None
    for line in lines:
        title = _DOCUMENT_TITLE.match(fold(line.group().lstrip(DECORATION)))
        start = line.end() - len(line.group().lstrip(DECORATION)) + (title.end() if title else 0)
        if not text[start : line.end()].strip(DECORATION):
            continue
        seen += 1
        # A second surname often stands alone below the first line of the name.
        surname_below = found_on is not None and line.start() == found_on.end() + 1 and len(line.group().split()) == 1
        if seen > _NAME_LINES or (found_on and not surname_below):
            return
        near = any(line.start() <= contact < line.end() + _CONTACTS_NEAR for contact in contacts)
        head = document and (seen == 1 or surname_below)
        whole = text[start : line.end()].strip(DECORATION)
        for part_start, part_end in line_parts(start, text[start : line.end()]):
            for piece_start, piece_end in _pieces(text, part_start, part_end):
                piece = text[piece_start:piece_end]
                # One name is usual in a line; a second one has to prove itself.
                usual = Setting(near, head, piece.strip(DECORATION) == whole) if found_on is not line else ANYWHERE
                for run_start, run_end, words in names_in_line(piece, accounts, usual):
                    found_on = line
                    known.update(words)
                    yield piece_start + run_start, piece_start + run_end


def _remark_spans(text: str, lines: list[re.Match[str]], contacts: list[int], *, named: bool) -> Iterator[Span]:
    """Streets and ages in the lines down to the last contact, family status and sex in all of them."""
    reached = max((i + 1 for i, line in enumerate(lines) if _any_within(contacts, line.span())), default=0)
    if 0 < reached < len(lines) and lines[reached].start() == lines[reached - 1].end() + 1:
        reached += 1
    for number, line in enumerate(lines):
        among_contacts = number < max(reached, _NAME_LINES if named else 0)
        for start, end in line_parts(line.start(), line.group()):
            if among_contacts and end - start <= _LONGEST_ADDRESS:
                yield from street_spans(text, start, end, address=False)
            for segment in re.finditer(r"[^,]+", text[start:end]):
                remark = segment.group().strip(DECORATION)
                if is_family_or_sex(remark) or (among_contacts and is_bare_age(remark)):
                    gap = len(segment.group()) - len(segment.group().lstrip())
                    yield start + segment.start() + gap, start + segment.end()


def _any_within(positions: list[int], span: Span) -> bool:
    return any(span[0] <= position < span[1] for position in positions)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """Positions of the pieces of a line's part between dashes and commas; "Beridze, Giorgi" stays one piece."""
    part = text[start:end]
    inverted = re.fullmatch(r"\s*[^\W\d_][\w’'-]+,\s*(?:[^\W\d_][\w’'.-]*\s*){1,2}", part)
    if inverted and any(known_given_or_surname(word) for word in name_words(part)):
        yield start, end
        return
    for piece in re.finditer(r"(?:(?! [-–—/] )[^,(–—])+", part):
        yield start + piece.start(), start + piece.end()

"""What in a text says who somebody is, and what is left of the text without it?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator

from matching.intake.pseudonymization.contacts import BARE_DOMAIN, EMAIL, Span, contact_spans, cut, profile_names
from matching.intake.pseudonymization.head import head_spans
from matching.intake.pseudonymization.labels import labelled_values, street_spans
from matching.intake.pseudonymization.name_lines import names_in_line
from matching.intake.pseudonymization.names import (
    account_names,
    is_plain_given_name,
    known_given_or_surname,
    mention_spans,
    name_words,
)
from matching.intake.pseudonymization.statements import birth_and_age_spans, introduced_names, self_presentations
from matching.intake.wordlists import fold

_MOST_PASSES = 6


def strip_identity(text: str, *, names: Collection[str] = (), document: bool = False) -> tuple[str, int]:
    """``text`` of a candidate without what identifies a person, and how many passages were cut.

    Cut, each leaving the mark ``[…]``: the name at the head or after a label and every later mention of it, e-mails,
    phone numbers, links and handles, birth dates, ages, marital status, sex, nationality and other personal lines,
    document numbers, the street in an address of the head. Everything else stays as it was, line breaks included.

    ``names`` are names known from elsewhere (a name column). ``document`` says that the text is a whole CV, whose
    first line is a name more often than not. Stripping a stripped text changes nothing.
    """
    text = unicodedata.normalize("NFC", text)
    known = _words_of(names)
    accounts = account_names([*EMAIL.findall(text), *profile_names(text)])
    contacts = list(contact_spans(text))
    spans = [*contacts, *head_spans(text, [start for start, _ in contacts], known, accounts, document)]
    for start, end in introduced_names(text):
        known.update(name_words(text[start:end]))
        spans.append((start, end))
    for start, end in self_presentations(text):
        for run_start, run_end, words in names_in_line(text[start:end], accounts):
            known.update(words)
            spans.append((start + run_start, start + run_end))
        first_word = text[start:end].split()[0].rstrip(".,")
        if is_plain_given_name(first_word):
            known.add(fold(first_word))
    text, count = cut(text, [*spans, *_anywhere_spans(text, known, accounts)])
    text, more = _cut_until_clean(text, lambda rest: [*contact_spans(rest), *_anywhere_spans(rest, known, accounts)])
    return text, count + more


def strip_contacts(text: str) -> tuple[str, int]:
    """``text`` of a vacancy without e-mails, phones, links and contact persons, and how many passages were cut."""
    if not _may_hold_contacts(text):
        return text, 0
    text = unicodedata.normalize("NFC", text)
    known = _written_account_names(text, account_names(EMAIL.findall(text)))
    return _cut_until_clean(text, lambda rest: _contact_and_person_spans(rest, known))


def strip_phrase(phrase: str, names: Collection[str]) -> tuple[str, int]:
    """A short text of a candidate (title, skill, place) without contacts and without the ``names`` known of the row."""
    if not names and not _may_hold_contacts(phrase):
        return phrase, 0
    known = _words_of(names)
    return _cut_until_clean(phrase, lambda rest: [*contact_spans(rest), *mention_spans(rest, known)])


def _cut_until_clean(text: str, find: Callable[[str], list[Span]]) -> tuple[str, int]:
    """Cut what ``find`` finds until it finds nothing, so that stripping twice equals stripping once."""
    total = 0
    for _ in range(_MOST_PASSES):
        text, count = cut(text, find(text))
        if not count:
            break
        total += count
    return text, total


def _contact_and_person_spans(text: str, known: set[str]) -> list[Span]:
    spans = list(contact_spans(text))
    for found in labelled_values(text):
        value = text[slice(*found.value)]
        if found.kind == "person":
            known.update(name_words(value))
        if found.kind == "person" or (found.kind == "contact" and _one_word(value)):
            spans.append(found.value)
    return [*spans, *mention_spans(text, known)]


def _words_of(names: Collection[str]) -> set[str]:
    return {word for name in names for word in name_words(name)}


def _one_word(value: str) -> bool:
    """Whether the value of a contact's label is an account; "Skype: calls and chats" is a skill."""
    return len(value.split()) == 1


_PERHAPS_CONTACTS = re.compile(
    r"@|www\.|https?:|\d[\d ().+/-]{5,}\d|\(at\)|\.(?:com|org|net|ge|fr|io|me)\b|mail|phone|phon|tel|mob|"
    r"contact|skype|whatsapp|viber|"
    r"courriel|gsm|ელ|ტელ|მობ|საკონტაქტო|тел|почта|контакт|هاتف|جوال",
    re.IGNORECASE,
)


def _may_hold_contacts(text: str) -> bool:
    """A cheap question before the patterns: most cells of a table are a few words."""
    return _PERHAPS_CONTACTS.search(text) is not None


def _anywhere_spans(text: str, known: set[str], accounts: Collection[str]) -> Iterator[Span]:
    """What is cut wherever it stands; names found after labels are added to ``known`` before mentions are sought."""
    for found in labelled_values(text):
        start, end = found.value
        if found.kind == "address":
            yield from street_spans(text, start, end, address=True)
            continue
        if found.kind in ("name", "person"):
            known.update(name_words(text[start:end]))
        if found.kind == "contact" and not _one_word(text[start:end]):
            continue
        if found.kind == "personal":
            yield found.label
        yield found.value
    yield from birth_and_age_spans(text)
    known |= _written_account_names(text, accounts)
    yield from mention_spans(text, known)
    yield from _own_domains(text, known)


def _written_account_names(text: str, accounts: Collection[str]) -> set[str]:
    """Words of e-mail addresses that the text also writes with a capital and that look like names."""
    likely = [word for word in accounts if len(word) > 2 and known_given_or_surname(word)]
    folded = fold(text) if likely else ""
    return {
        word
        for word in likely
        if word in folded
        for found in re.finditer(rf"(?<![\w@./+-]){word}(?![\w@])", folded)
        if text[found.start()].isupper()
    }


def _own_domains(text: str, known: Collection[str]) -> Iterator[Span]:
    """Bare web addresses that hold the person's name (mariasilva.com); a company's address may stay."""
    long = [word for word in known if len(word) > 3]
    for match in BARE_DOMAIN.finditer(text) if long and "." in text else ():
        if any(word in fold(match.group()) for word in long):
            yield match.span()

"""Which sentences of a CV tell a birth date, an age or a family status, or introduce a person by name?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from matching.intake.pseudonymization.contacts import Span
from matching.intake.pseudonymization.names import is_georgian
from matching.intake.wordlists import fold


def _pattern(source: str) -> re.Pattern[str]:
    """Pattern for folded text: its own letters are folded too, its ASCII signs stay what they are in a pattern."""
    return re.compile("".join(sign if sign.isascii() else fold(sign) for sign in source))


_YEARS = (
    r"(?:years?[ -]?old|years of age|yrs?|ans|de ani|ani|lat|lata|roku|años|anos|anni|jahre?(?: alt)?|лет|года?|"
    r"років|роки|"
    r"godin[aeu]|годин[аеу]|წლის|წლისა|سنة|عاما|عام|yasinda|ετων|χρονων|տարեկան)"
)
_DATE = (
    r"(?:\d{1,2}[./ -]{1,2}(?:\d{1,2}|[^\W\d]{3,12})[./, -]{1,2}(?:19|20)\d{2}|\d{1,2},? (?:19|20)\d{2}|"
    r"(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2}|(?:19|20)\d{2})"
)
_DATE_OR_YEAR = _pattern(r"(?<!\d)" + _DATE + r"(?!\d)(?: ?(?:წელს|წ\.|года|г\.|r\.|roku|р\.|godine|године))?")
_BORN_BEFORE = _pattern(
    r"(?<!\w)(?:born|née?(?:\(e\))?|născută?|urodzon[ya]|urodził(?:em|am) się|geboren|nacid[oa]|nací|nat[oa]|"
    r"nascid[oa]|"
    r"nasci|rođena?|рођена?|родил(?:ся|ась)|народи(?:вся|лась)|γεννήθηκα|γεννηθείς|doğumlu|ولدت|وُلدت|مولود|مواليد|"
    r"დაბადებულ\w*|დავიბადე|ծնված)(?!\w)[^\n.;|\d]{0,30}$"
)
_BORN_AFTER = _pattern(r" ?(?:წელს |წლის )?(?:დაბადებულ\w*|года рождения|г\. ?р\.|р\. ?н\.|doğumlu)(?!\w)")
_AGED = _pattern(r"(?<!\d)(?:1[5-9]|[2-7]\d)[ \t-]?" + _YEARS + r"(?!\w)")
_BARE_AGED = _pattern(r"(?<=\W)(?:1[5-9]|[2-7]\d)(?=[ \t]?(?:[.,;!\n]|and |$))")
_I_AM = _pattern(r"(?<!\w)(?:i am|i['’]m)[ \t]$")
_AGE_BEFORE = _pattern(
    r"(?<!\w)(?:i am|i['’]m|aged?|age of|j['’]ai|âgée?(?:\(e\))? de|am|mam|tengo|tenho|ho|ich bin|мне|мені|имам|"
    r"имам|imam|"
    r"მე ვარ|ვარ|عمري|ես)[ \t:]{1,3}$"
)
_AGE_ITSELF = _pattern(r"\d{2}[ \t-]?(?:years?[ -]old|y\.o\.)")
_AGE_AFTER = _pattern(r" (?:ვარ|от роду)(?!\w)")
_NO_AGE_AFTER = _pattern(
    r"[ \t]*(?:de |d['’]|of |in |w |в |у |als |dans |опыт|стаж|doświad|esper|exper|iskus|искус|გამოც|მუშა|სტაჟ|"
    r"خبرة|من |"
    r"работ|рад|trabaj|trabalh|lavor|travail|lucr|prac|arbeit|work|staż|живу|живея|мешкаю|compan|firm|hous|"
    r"build|tradition)"
)
_FAMILY = (
    r"(?:unmarried|married|single|divorced|widow(?:ed|er)?|mariée?|célibataire|divorcée?|veu(?:f|ve)|pacsée?|"
    r"დაოჯახებული|დასაოჯახებელი|განქორწინებული|ქვრივი|женат|замужем|не замужем|холост|не женат|разведена?|"
    r"одружений|одружена|"
    r"căsătorită?|necăsătorită?|divorțată?|żonaty|zamężna|mężatka|kawaler|panna|rozwiedzion[ya]|verheiratet|"
    r"ledig|geschieden|"
    r"casad[oa]|solter[oa]|solteir[oa]|divorciad[oa]|coniugat[oa]|celibe|nubile|sposat[oa]|evli|bekar|"
    r"متزوجة?|أعزب|عزباء|مطلقة?|oženjen|udata|neudata|neoženjen|ожењен|удата|неудата|неожењен|έγγαμος|άγαμος)"
)
_CHILDREN = (
    r"(?:[ ,]*(?:\d|one|two|three|no|deux|trois|un|sans|with|fără|cu|bez|avec|con|и|ორი|სამი|ერთი|და)? ?"
    r"(?:child(?:ren)?|kids|enfants?|ребен\w+|дет\w+|შვილი?\w*|copi\w+|dzieci\w*|kinder|hij[oa]s?|figli\w?|"
    r"filhos?|deca|dece|деце|деца))?"
)
_SEX = (
    r"(?:male|female|homme|femme|masculin|féminin|მამრობითი|მდედრობითი|კაცი|ქალი|мужской|женский|мужчина|"
    r"женщина|mężczyzna|kobieta|"
    r"männlich|weiblich|masculino|femenino|ذكر|أنثى|мушки|женски)"
)
_FAMILY_OR_SEX = _pattern(rf"(?:{_FAMILY}{_CHILDREN}|(?=\d){_CHILDREN}|{_SEX})")
_BARE_AGE = _pattern(rf"(?:1[5-9]|[2-7]\d) ?{_YEARS}")
_INTRODUCTION = _pattern(
    r"(?<!\w)(?:my (?:full )?name is|i am called|je m['’]appelle|je me nomme|mon nom est|me llamo|mi nombre es|"
    r"mă numesc|numele meu este|"
    r"nazywam się|mam na imię|mein name ist|ich heiße|mi chiamo|il mio nome è|меня зовут|моё имя|мене звати|"
    r"моє ім'я|зовем се|zovem se|"
    r"моје име је|moje ime je|adım|benim adım|chamo-me|meu nome é|me chamo|اسمي|με λένε|ονομάζομαι|მე მქვია|"
    r"მქვია|ჩემი სახელია|ჩემი სახელი და გვარია|"
    r"მე გახლავართ|իմ անունն է)[ \t:]{1,3}(?P<name>(?:[^\W\d_][\w’'.-]*[ \t]?){1,4})"
)
_SELF = _pattern(
    r"(?<!\w)(?:i am|i['’]m|je suis|soy|sunt|jestem|ich bin|sono|sou|ben|я|მე ვარ|ვარ|ja sam|ја сам|أنا|"
    r"sincerely|(?:best|kind) regards|regards|cordialement|salutations|პატივისცემით|с уважением|з повагою|"
    r"z poważaniem|cu stimă|"
    r"atentamente|cordiali saluti|mit freundlichen grüßen|с поштовањем|"
    r"مع التحية)[ \t]*,?\s+(?P<name>(?:[^\W\d_][\w’'.-]*[ \t]?){1,4})"
)


def birth_and_age_spans(text: str) -> Iterator[Span]:
    """Positions of birth dates and ages told in sentences; years of experience stay."""
    folded = fold(text)
    for match in _DATE_OR_YEAR.finditer(folded):
        start, end = match.span()
        if before := _BORN_BEFORE.search(folded, max(0, start - 60), start):
            yield before.start(), end
        elif after := _BORN_AFTER.match(folded, end):
            yield start, after.end()
    for match in _AGED.finditer(folded):
        start, end = match.span()
        before = _AGE_BEFORE.search(folded, max(0, start - 20), start)
        after = _AGE_AFTER.match(folded, end)
        if (before or after or _AGE_ITSELF.fullmatch(match.group())) and not _NO_AGE_AFTER.match(folded, end):
            yield before.start() if before else start, after.end() if after else end
    for match in _BARE_AGED.finditer(folded):
        if before := _I_AM.search(folded, max(0, match.start() - 8), match.start()):
            yield before.start(), match.end()


def is_family_or_sex(segment: str) -> bool:
    """Whether a segment of a CV's head says nothing but a family status or a sex."""
    return _FAMILY_OR_SEX.fullmatch(fold(segment).strip(" .()")) is not None


def is_bare_age(segment: str) -> bool:
    """Whether a segment is a number of years that, among contacts, can only be an age."""
    return _BARE_AGE.fullmatch(fold(segment).strip(" .()")) is not None


def introduced_names(text: str) -> Iterator[Span]:
    """Positions of names after "my name is", "je m'appelle", "მე მქვია"."""
    for match in _INTRODUCTION.finditer(fold(text)):
        start, end = match.span("name")
        kept: list[str] = []
        for word in re.findall(r"\S+", text[start:end]):
            if kept and (word[0].islower() and word[0].upper() != word[0] and not is_georgian(word)):
                break
            kept.append(word)
            # Without capitals nothing shows where a name ends: two words are a given name and a surname.
            if (word.endswith((".", ",")) and len(word) > 2) or (len(kept) == 2 and word[0].upper() == word[0].lower()):
                break
            if len(kept) == 2 and is_georgian(word):
                break
        yield start, start + len(text[start:end][: text[start:end].index(kept[-1]) + len(kept[-1])].rstrip(".,"))


def self_presentations(text: str) -> Iterator[Span]:
    """Positions of the words after "I am" or a closing greeting, which may be a name or an occupation."""
    for match in _SELF.finditer(fold(text)):
        yield match.span("name")

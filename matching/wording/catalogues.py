"""How are words, numbers, dates, money and names written in a language of the interface?

Babel is imported inside the functions: a command that prints no sentence does not wait for it.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from matching.domain import LanguageLevel, PayPeriod, Wage
from matching.errors import InvalidValueError

if TYPE_CHECKING:
    from babel import Locale

LANGUAGES = {"en": "English", "fr": "Français", "ka": "ქართული"}
"""Languages of the interface by code, each with its own name for itself."""

_LOCALES = {"en": "en_GB", "fr": "fr", "ka": "ka"}
_MONEY_FORMAT = "#,##0.##\u00a0¤"
"""The space does not break: an amount stays with its currency."""

_CODE_FORMAT = "#,##0.##\u00a0¤¤"
_UNSIGNED = frozenset({"GEL"})
"""Currencies whose sign is missing in many fonts, on paper and on old telephones: they are written as words."""
_WORDS = {("GEL", "ka"): "ლარი"}

LARGEST_SPELLED = 1e15
"""Numbers beyond it are typing mistakes; they are shown short instead of with hundreds of digits."""


def marked(message: str) -> str:
    """The message itself: marks a sentence in a table so that it enters the catalogues."""
    return message


def translator(language: str) -> Callable[[str], str]:
    """A function from an English sentence to the same in ``language``; raises ``InvalidValueError``."""
    return _catalogue(language).gettext


def plural(language: str) -> Callable[[str, str, int], str]:
    """A function from an English singular, its plural and a count to the right form in ``language``."""
    return _catalogue(language).ngettext


def date_text(day: date, language: str) -> str:
    """A day in words: "5 March 2026"."""
    from babel.dates import format_date

    return format_date(day, "long", _locale(language))


def month_text(moment: str, language: str) -> str:
    """A year, or a month of a year ("2019", "2019-06"), in words: "2019", "Jun 2019"."""
    from babel.dates import format_skeleton

    if len(moment) == 4:
        return moment
    return format_skeleton("yMMM", date.fromisoformat(f"{moment}-01"), locale=_locale(language))


def number_text(value: float, language: str) -> str:
    """A number with at most one decimal and the separators of the language."""
    from babel.numbers import format_decimal

    if abs(value) > LARGEST_SPELLED:
        return f"{value:.3g}"
    return format_decimal(round(value, 1), locale=_locale(language))


def signed_text(value: float, language: str) -> str:
    """A number with its sign and two decimals: "+1.20", "−0.35"; what rounds to nothing has no sign."""
    from babel.numbers import format_decimal

    rounded = round(value, 2) or 0.0
    return format_decimal(rounded, "+0.00;−0.00" if rounded else "0.00", locale=_locale(language))


def money_text(amount: float, currency: str, language: str, period: PayPeriod = PayPeriod.MONTH) -> str:
    """An amount with its currency and period: "1,200 GEL a month"."""
    return translator(language)(_PERIODS[period]).format(amount=_money(amount, currency, language))


def currency_text(currency: str, language: str) -> str:
    """A currency without its sign: its ISO 4217 code, or the word that the language has for it."""
    return _WORDS.get((currency, language), currency)


def wage_text(wage: Wage, language: str) -> str:
    """A wage as it was stated: one amount, a range, "from" or "up to"."""
    say = translator(language)
    low, high = wage.minimum, wage.maximum
    if low is not None and high is not None and low < high:
        spread = say("{low} to {high}").format(
            low=number_text(low, language), high=_money(high, wage.currency, language)
        )
        return say(_PERIODS[wage.period]).format(amount=spread)
    known = low if low is not None else high
    amount = money_text(known or 0.0, wage.currency, language, wage.period)
    if high is None:
        return say("from {amount}").format(amount=amount)
    return amount if low is not None else say("up to {amount}").format(amount=amount)


def duration_text(months: int, language: str) -> str:
    """A length of time: months up to two years, then years and months."""
    many = plural(language)
    years, rest = divmod(months, 12)
    if years < 2 and rest:
        years, rest = 0, months
    parts: list[str] = []
    if years:
        parts.append(many("{count} year", "{count} years", years).format(count=years))
    if rest or not years:
        parts.append(many("{count} month", "{count} months", rest).format(count=rest))
    # The space does not break: a number stays with its unit.
    return " ".join(part.replace(" ", "\u00a0") for part in parts)


def language_name(code: str, language: str) -> str:
    """Name of the language ``code`` in ``language``, the code itself where no name is known."""
    return _locale(language).languages.get(code, code)


def country_name(code: str, language: str) -> str:
    """Name of the country ``code`` in ``language``, the code itself where no name is known."""
    return _locale(language).territories.get(code, code)


def level_text(level: LanguageLevel, language: str) -> str:
    """A language with its level, where that is known: "French B2"."""
    name = language_name(level.code, language)
    return name if level.level is None else f"{name}\u00a0{level.level}"


def capitalised(text: str) -> str:
    """``text`` with a capital first letter where its script writes one so; Georgian does not, and stays."""
    first = text[:1]
    return first.upper() + text[1:] if "a" <= first <= "ÿ" else text


_PERIODS = {
    PayPeriod.HOUR: marked("{amount} an hour"),
    PayPeriod.DAY: marked("{amount} a day"),
    PayPeriod.WEEK: marked("{amount} a week"),
    PayPeriod.MONTH: marked("{amount} a month"),
    PayPeriod.YEAR: marked("{amount} a year"),
}


def _money(amount: float, currency: str, language: str) -> str:
    from babel.numbers import format_currency

    if amount > LARGEST_SPELLED:
        return f"{amount:.3g}\u00a0{currency_text(currency, language)}"
    layout = _CODE_FORMAT if currency in _UNSIGNED else _MONEY_FORMAT
    spelled = format_currency(round(amount, 2), currency, layout, locale=_locale(language), currency_digits=False)
    return spelled.replace(currency, currency_text(currency, language)) if currency in _UNSIGNED else spelled


@cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(_LOCALES[language])


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language, compiled in memory: a checkout works without a build step."""
    if language not in LANGUAGES:
        raise InvalidValueError("The language", language, f"Choose one of: {', '.join(LANGUAGES)}.")
    if language == "en":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = files("matching") / "locales" / language / "LC_MESSAGES" / "matching.po"
    compiled = BytesIO()
    with source.open("rb") as lines:
        write_mo(compiled, read_po(lines, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)

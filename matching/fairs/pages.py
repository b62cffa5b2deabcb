"""How does a template become a page for the printer, complete in itself: it loads nothing, and opens offline?"""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from matching.domain.fair import Fair
from matching.wording import translator
from matching.wording.catalogues import date_text


def rendered(template: str, fair: Fair, language: str, **context: Any) -> str:
    """A page of the folder ``templates``; in it ``words(code)`` gives the sentences of another language."""
    page = _templates().get_template(template)
    return page.render(
        fair=fair,
        language=language,
        say=translator(language),
        words=translator,
        day=lambda code: date_text(fair.day, code),
        **context,
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("matching.fairs"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )

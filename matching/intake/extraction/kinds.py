"""Is a text rather a CV or an advert?"""

from __future__ import annotations

import re

from matching.intake.extraction.found import Kind
from matching.intake.extraction.parts import parts_of
from matching.intake.extraction.vocabulary import vocabulary
from matching.intake.folding import fold

_ADVERT = frozenset({"required", "desired", "tasks", "offer", "apply", "closes", "opens", "pay", "about"})
_CV = frozenset({"experience", "education", "skills", "summary", "interests", "wish", "certificates"})
_CV_TITLE = re.compile(r"\s*(?:curriculum vitae|c\.?v\.?|resume|резюме|რეზიუმე|lebenslauf|hoja de vida|سيرة ذاتية)\b")
_HEAD = 600


def likely_kind(text: str) -> Kind:
    """The kind that the headings of ``text`` speak for; without headings an advert where its head seeks somebody."""
    folded = fold(text)
    if _CV_TITLE.match(folded):
        return "cv"
    sections = {part.section for part in parts_of(text)}
    advert, person = len(sections & _ADVERT), len(sections & _CV)
    if advert != person:
        return "advert" if advert > person else "cv"
    seeks = next(vocabulary("cues", "kind", "seeking").find(folded, 0, min(len(folded), _HEAD)), None)
    return "advert" if seeks else "cv"

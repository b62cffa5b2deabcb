"""What is whoever posts an advert told of words in it that seem to choose people by what no advert may?"""

from __future__ import annotations

from matching.wording.catalogues import marked, translator
from matching.wording.sentences import shortened

_FLAGS = {
    "sex": marked("The advert seems to ask for men or women only: “{quote}”. Please check that the law allows it."),
    "age": marked("The advert seems to ask for an age: “{quote}”. Please check that the law allows it."),
    "looks": marked("The advert seems to ask for looks: “{quote}”. Please check that the law allows it."),
    "origin": marked("The advert seems to ask for an origin: “{quote}”. Please check that the law allows it."),
    "religion": marked("The advert seems to ask for a religion: “{quote}”. Please check that the law allows it."),
    "marital status": marked(
        "The advert seems to ask for a marital or family status: “{quote}”. Please check that the law allows it."
    ),
}


def flag_text(kind: str, quote: str, language: str) -> str:
    """A notice on one passage of an advert, by the kind that ``flag_discrimination`` gives it."""
    return translator(language)(_FLAGS[kind]).format(quote=shortened(" ".join(quote.split())))

"""What does the text of a CV or an advert say: skills, languages, schooling, pay, place, each with its words?

Nothing found here gates a match: it informs the score and is listed to check until a person has confirmed it.
"""

from matching.intake.extraction.discrimination import flag_discrimination
from matching.intake.extraction.extract import extract
from matching.intake.extraction.found import Extracted, Flag, LinkedConcept, LinkPhrases
from matching.intake.extraction.suggested import SuggestedField, suggested_claims, suggested_demands

__all__ = [
    "Extracted",
    "Flag",
    "LinkPhrases",
    "LinkedConcept",
    "SuggestedField",
    "extract",
    "flag_discrimination",
    "suggested_claims",
    "suggested_demands",
]

"""Which skills, as concepts of a taxonomy, does a person hold, and which does a vacancy ask?"""

from matching.linking.profile_concepts import BROADER, SHARED_DIGITS, ConceptClaim, ConceptReader, Coverage
from matching.linking.statements import (
    EVIDENCE_WEIGHT,
    FADING_HALF_YEARS,
    NEVER_FADES,
    SATURATION_MONTHS,
    UNKNOWN_MONTHS,
    shown_by,
    statements_of_candidate,
    statements_of_vacancy,
)

__all__ = [
    "BROADER",
    "EVIDENCE_WEIGHT",
    "FADING_HALF_YEARS",
    "NEVER_FADES",
    "SATURATION_MONTHS",
    "SHARED_DIGITS",
    "UNKNOWN_MONTHS",
    "ConceptClaim",
    "ConceptReader",
    "Coverage",
    "shown_by",
    "statements_of_candidate",
    "statements_of_vacancy",
]

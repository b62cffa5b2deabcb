"""Which skills, as concepts of a taxonomy, does a person hold, and which does a vacancy ask?"""

from matching.skills.reading import BROADER, SHARED_DIGITS, ConceptReader, Coverage, SkillClaim
from matching.skills.told import (
    EVIDENCE_WEIGHT,
    FADING_HALF_YEARS,
    NEVER_FADES,
    SATURATION_MONTHS,
    UNKNOWN_MONTHS,
    shown_by,
    told_by_person,
    told_by_vacancy,
)

__all__ = [
    "BROADER",
    "EVIDENCE_WEIGHT",
    "FADING_HALF_YEARS",
    "NEVER_FADES",
    "SATURATION_MONTHS",
    "SHARED_DIGITS",
    "UNKNOWN_MONTHS",
    "ConceptReader",
    "Coverage",
    "SkillClaim",
    "shown_by",
    "told_by_person",
    "told_by_vacancy",
]

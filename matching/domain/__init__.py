"""What is a candidate, a vacancy, a match? Frozen models, validated once."""

from matching.domain.candidate import Candidate, Certificate, Education, Evidence, Experience, ReturnStatus, SkillClaim
from matching.domain.match import Contribution, Match, SkillMatch
from matching.domain.terms import CefrLevel, Contract, Hours, LanguageLevel, PayPeriod, Wage
from matching.domain.vacancy import SkillDemand, Vacancy

__all__ = [
    "Candidate",
    "CefrLevel",
    "Certificate",
    "Contract",
    "Contribution",
    "Education",
    "Evidence",
    "Experience",
    "Hours",
    "LanguageLevel",
    "Match",
    "PayPeriod",
    "ReturnStatus",
    "SkillClaim",
    "SkillDemand",
    "SkillMatch",
    "Vacancy",
    "Wage",
]

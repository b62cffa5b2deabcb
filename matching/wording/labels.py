"""What are features, evidence, contracts and levels called on screen?"""

from __future__ import annotations

from matching.domain import Contract, Evidence, Hours, ReturnStatus
from matching.domain.match import Side
from matching.wording.catalogues import marked, translator

_LABELS: dict[str, str] = {
    Side.EMPLOYER: marked("What the employer asks"),
    Side.CANDIDATE: marked("What the candidate wants"),
    "occupation": marked("Occupation"),
    "essential_skills": marked("Essential skills"),
    "optional_skills": marked("Optional skills"),
    "text": marked("Profile and advert in detail"),
    "gist": marked("Profile and advert as a whole"),
    "lexical": marked("Words in common"),
    "languages": marked("Languages"),
    "education": marked("Education"),
    "experience": marked("Experience"),
    "wish": marked("Occupation wished for"),
    "distance": marked("Way to work"),
    "wage": marked("Wage"),
    "contract": marked("Contract"),
    "hours": marked("Working hours"),
    "start": marked("Start"),
    "training": marked("Training offered"),
    "occupation_kinship": marked("Kinship of occupations"),
    "skills_covered": marked("Skills covered"),
    "skills_expected": marked("Skills such work needs"),
    "transferability": marked("Skills of earlier work"),
    "licences": marked("Licences"),
    "vacancy": marked("Vacancy"),
    Evidence.CLAIMED: marked("stated by the person"),
    Evidence.SHOWN: marked("shown by experience"),
    Evidence.CERTIFIED: marked("certified"),
    Contract.PERMANENT: marked("permanent contract"),
    Contract.FIXED_TERM: marked("fixed-term contract"),
    Contract.TEMPORARY: marked("temporary work"),
    Contract.SEASONAL: marked("seasonal work"),
    Contract.SELF_EMPLOYED: marked("self-employment"),
    Contract.APPRENTICESHIP: marked("apprenticeship"),
    Contract.INTERNSHIP: marked("internship"),
    Hours.FULL_TIME: marked("full time"),
    Hours.PART_TIME: marked("part time"),
    ReturnStatus.RETURNEE: marked("returned from abroad"),
    ReturnStatus.PREPARING_RETURN: marked("preparing to return"),
    ReturnStatus.INTERNALLY_DISPLACED: marked("internally displaced"),
    ReturnStatus.LOCAL: marked("local resident"),
}

_ISCED = (
    marked("early childhood education"),
    marked("primary education"),
    marked("lower secondary education"),
    marked("upper secondary education"),
    marked("post-secondary non-tertiary education"),
    marked("short-cycle tertiary education"),
    marked("bachelor or equivalent"),
    marked("master or equivalent"),
    marked("doctorate or equivalent"),
)


def label(term: str, language: str) -> str:
    """The name of a feature, a side, an evidence, a contract, hours or a return status; others are returned as is."""
    known = _LABELS.get(term)
    return term if known is None else translator(language)(known)


def education_label(isced: int, language: str) -> str:
    """The name of an ISCED 2011 level, 0 to 8."""
    return translator(language)(_ISCED[isced])


def evidence_label(evidence: Evidence | None, language: str) -> str:
    """How a skill is known; None is a mention in a title or in free text."""
    return translator(language)(marked("mentioned in the text")) if evidence is None else label(evidence, language)


def likeness_label(likeness: float, language: str) -> str:
    """How near two phrases are in meaning, from a likeness between 0 and 1."""
    say = translator(language)
    if likeness >= 0.9:
        return say("same meaning")
    if likeness >= 0.7:
        return say("very close")
    return say("close") if likeness >= 0.5 else say("loosely related")

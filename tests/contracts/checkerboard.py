"""Which matches is every part of the engine bound to find? A labour market whose right answers are obvious.

Six occupations; people and vacancies of one share their titles and skills, and no word with any of the others.
"""

from collections.abc import Sequence
from itertools import product

from matching.domain import Candidate, Evidence, Experience, SkillClaim, SkillDemand, Vacancy

PEOPLE_EACH = 5
VACANCIES_EACH = 4

OCCUPATIONS = {
    "welding": {
        "en": ("Welder", "MIG welding; TIG welding; weld steel pipes; grind seams; cut metal sheets"),
        "fr": ("Soudeur", "soudage MIG; soudage TIG; souder tuyauteries acier; meuler soudures; découper tôles"),
    },
    "nursing": {
        "en": ("Nurse", "give injections; dress wounds; monitor patients; measure blood pressure; hospital hygiene"),
        "fr": (
            "Infirmière",
            "faire piqûres; panser plaies; surveiller patients; mesurer tension artérielle; hygiène hospitalière",
        ),
    },
    "baking": {
        "en": ("Baker", "knead dough; bake bread; shape croissants; prepare cakes; bakery ovens"),
        "fr": ("Boulanger", "pétrir pâte; cuire pain; façonner viennoiseries; préparer gâteaux; fournil"),
    },
    "driving": {
        "en": ("Truck driver", "drive lorries; long distance haulage; tachograph; secure cargo; plan routes"),
        "fr": (
            "Chauffeur poids lourd",
            "conduire camions; transport longue distance; chronotachygraphe; arrimer cargaison; planifier itinéraires",
        ),
    },
    "accounting": {
        "en": ("Accountant", "bookkeeping; tax returns; payroll; annual balance sheet; invoices"),
        "fr": ("Comptable", "tenue livres comptables; déclarations fiscales; bulletins paie; bilan annuel; factures"),
    },
    "beekeeping": {
        "en": ("Beekeeper", "inspect hives; harvest honey; rear queens; treat varroa mites; extract beeswax"),
        "fr": ("Apiculteur", "visiter ruches; récolter miel; élever reines; traiter varroa; extraire cire abeille"),
    },
}
"""By language its title, and its skills in one order."""


def checkerboard(
    candidate_languages: Sequence[str] = ("en", "fr"), vacancy_languages: Sequence[str] = ("en", "fr")
) -> tuple[list[Candidate], list[Vacancy], dict[str, set[str]]]:
    """Return 30 candidates, 24 vacancies, and for each candidate id the vacancy ids of the same occupation.

    Languages take turns within an occupation. Parts that know words only, such as lexical retrieval, take one
    language on both sides; parts that know meanings find every right pair across languages too. Ids follow the
    rows of the board, not the occupations, so that a tie broken by id does not look like knowledge.
    """
    candidates: list[Candidate] = []
    vacancies: list[Vacancy] = []
    for turn, (name, labels) in product(range(PEOPLE_EACH), OCCUPATIONS.items()):
        language = candidate_languages[turn % len(candidate_languages)]
        title, skills = labels[language][0], labels[language][1].split("; ")
        evidence = tuple(Evidence)[turn % len(Evidence)]
        candidates.append(
            Candidate(
                id=f"c{turn}-{name}",
                desired_occupations=(title,),
                experiences=(Experience(title=title, months=12 * (turn + 1)),),
                skills=tuple(SkillClaim(phrase=phrase, evidence=evidence) for phrase in _turned(skills, turn)[:4]),
                lang=language,
            )
        )
    for turn, (name, labels) in product(range(VACANCIES_EACH), OCCUPATIONS.items()):
        language = vacancy_languages[turn % len(vacancy_languages)]
        title, skills = labels[language][0], labels[language][1].split("; ")
        asked = [SkillDemand(phrase=phrase) for phrase in _turned(skills, turn + 2)[:4]]
        vacancies.append(
            Vacancy(
                id=f"v{turn}-{name}",
                title=title,
                essential_skills=tuple(asked[:3]),
                optional_skills=tuple(asked[3:]),
                lang=language,
            )
        )
    by_occupation: dict[str, set[str]] = {}
    for vacancy in vacancies:
        by_occupation.setdefault(_occupation(vacancy.id), set()).add(vacancy.id)
    right = {candidate.id: set(by_occupation[_occupation(candidate.id)]) for candidate in candidates}
    return candidates, vacancies, right


def _occupation(item: str) -> str:
    return item.partition("-")[2]


def _turned(skills: list[str], turn: int) -> list[str]:
    start = turn % len(skills)
    return skills[start:] + skills[:start]

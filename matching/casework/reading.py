"""Which small lists do users hand in beside people and vacancies: courses, pairs never to suggest, ISCO codes?"""

from matching.intake import Intake
from matching.intake.lists import read_codes, read_pairs
from matching.intake.reading import read_courses

__all__ = ["Intake", "read_codes", "read_courses", "read_pairs"]

"""Which sentence does a person read, in English, French or Georgian?

English sentences in the code are the keys of the catalogues in ``matching/locales``.
"""

from matching.wording.catalogues import LANGUAGES, plural, translator
from matching.wording.labels import label
from matching.wording.sentences import (
    Reason,
    changes,
    explanation_lines,
    reasons,
    sentence,
    skill_line,
    weighed_reasons,
)

__all__ = [
    "LANGUAGES",
    "Reason",
    "changes",
    "explanation_lines",
    "label",
    "plural",
    "reasons",
    "sentence",
    "skill_line",
    "translator",
    "weighed_reasons",
]

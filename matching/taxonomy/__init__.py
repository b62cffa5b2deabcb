"""Which occupations, skills and groups of ESCO and ISCO-08 are there, and how do they hang together?"""

from matching.taxonomy.concepts import FILE_NAME, KINDS, ConceptKind, Hit, Label, Taxonomy, open_taxonomy
from matching.taxonomy.consistency import Mention, mentions, vanished

__all__ = [
    "FILE_NAME",
    "KINDS",
    "ConceptKind",
    "Hit",
    "Label",
    "Mention",
    "Taxonomy",
    "mentions",
    "open_taxonomy",
    "vanished",
]

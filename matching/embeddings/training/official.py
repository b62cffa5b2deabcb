"""Which concepts does the encoder learn from ESCO's official downloads, as they come?"""

from __future__ import annotations

import tempfile
from pathlib import Path

from matching.embeddings.training.corpus import LABELS, Concept, read_esco
from matching.taxonomy import FILE_NAME, ConceptKind, Taxonomy, open_taxonomy
from matching.taxonomy.esco import import_taxonomy

LEARNT = (ConceptKind.OCCUPATION, ConceptKind.SKILL, ConceptKind.ISCO_GROUP)


def read_concepts(path: Path) -> dict[str, Concept]:
    """Concepts by URI from an official download (zip, CSV or a folder of them), or from the tables of ``read_esco``.

    Raises ``TaxonomyError`` or ``InputFileError`` where it is neither.
    """
    if (path / LABELS).is_file():
        return read_esco(path)
    with tempfile.TemporaryDirectory() as folder:
        import_taxonomy([path], Path(folder))
        return concepts_of(open_taxonomy(Path(folder) / FILE_NAME))


def concepts_of(taxonomy: Taxonomy) -> dict[str, Concept]:
    """Occupations, skills and ISCO groups of a taxonomy, in the order of their URIs."""
    known = {int(row): str(kind) for kind in LEARNT for row in taxonomy.rows_of(kind).tolist()}
    concepts = {row: Concept(taxonomy.uris[row], known[row]) for row in sorted(known)}
    before = -1, ""
    for row, text, lang in zip(*taxonomy.all_labels(), strict=True):
        if int(row) in concepts:
            concepts[int(row)].add(lang, text, preferred=(int(row), lang) != before)
            before = int(row), lang
    for row, concept in concepts.items():
        english = taxonomy.description(row, "en")
        told = {lang: taxonomy.description(row, lang) for lang in taxonomy.languages}
        concept.descriptions = {lang: text for lang, text in told.items() if text and (lang == "en" or text != english)}
        for skills, relation in ((concept.essential, taxonomy.essential), (concept.optional, taxonomy.optional)):
            skills += [taxonomy.uris[one] for one in relation[[row]].indices.tolist()]
        if concept.kind == ConceptKind.OCCUPATION:
            above = taxonomy.broader[[row]].indices.tolist()
            concept.groups = [concepts[one].uri for one in above if one in concepts]
    return {concept.uri: concept for concept in concepts.values()}

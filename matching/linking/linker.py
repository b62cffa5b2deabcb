"""Which concepts of the taxonomy does a phrase mean, how sure is that, and which label says so?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from matching.embeddings.calibration import calibrate
from matching.embeddings.encoder import Encoder
from matching.errors import InputFileError
from matching.linking.confidence import LinkWeights, bundled_weights
from matching.linking.corrections import FILE_NAME as CORRECTIONS
from matching.linking.corrections import Corrections
from matching.linking.evidence import FEATURES, LabelEvidence, gather
from matching.linking.labels import LabelManifest, Labels, build_labels, load_labels, save_labels, taxonomy_mark

if TYPE_CHECKING:
    from matching.taxonomy import ConceptKind, Taxonomy

How = Literal["confirmed", "exact", "lexical", "meaning"]

LEXICAL = 0.6
"""Likeness of words from which a link is called lexical: most of the rarer words or their parts are shared."""
FAINTEST = 0.02
"""Confidence below which a further reading of a phrase is not worth a look."""
CONSIDERED = 24
"""Concepts weighed for each phrase: those after them share what is left, which is little."""
WORTH_WEIGHING = 0.45
"""Likeness to the nearest concept (0 strangers, 1 the same said twice); below, one phrase in a thousand would link."""
_EXACT, _WORDS = FEATURES.index("exact"), FEATURES.index("words_nearest")


@dataclass(frozen=True, slots=True)
class Link:
    """One reading of a phrase: a concept (row of the taxonomy), the probability that it is meant, and the evidence.

    ``label`` in ``lang`` is the label that the phrase is most like; ``how``: a counsellor said so, it is spelled alike,
    it shares words, or it means alike.
    """

    concept: int
    uri: str
    confidence: float
    label: str
    lang: str
    how: How


class Linker:
    """Links phrases to concepts. Safe to share between threads once a kind was linked."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        encoder: Encoder,
        *,
        languages: Sequence[str] | None = None,
        cache: Path | None = None,
        corrections: Corrections | None = None,
        weights: LinkWeights | None = None,
    ) -> None:
        """Use labels in ``languages`` (None: all); ``cache`` is a folder that keeps them between runs, as derived data.

        ``corrections`` are heeded first; ``weights`` other than those that ship are for fitting.
        """
        self.taxonomy = taxonomy
        self.encoder = encoder
        self.corrections = corrections
        self._languages = None if languages is None else tuple(sorted(languages))
        self._cache = cache
        self._weights = weights
        self._scale = calibrate(encoder)
        self._labels: dict[str, Labels] = {}
        self._mark: str | None = None

    def weights(self, kind: ConceptKind) -> LinkWeights:
        """What counts how much for concepts of a kind."""
        return self._weights or bundled_weights(str(kind))

    def labels(self, kind: ConceptKind) -> Labels:
        """The labels of a kind, read from the cache or built (about half a minute for all of ESCO)."""
        found = self._labels.get(kind)
        if found is None:
            found = self._labels[kind] = self._opened(kind)
        return found

    def link(
        self, phrases: Sequence[str], kind: ConceptKind, *, lang: str | None = None, top: int = 5
    ) -> list[list[Link]]:
        """The likeliest concepts of each phrase, best first (ties by row), at most ``top``; none below the threshold.

        A phrase with several readings keeps them, each with its share. ``lang`` (ISO 639-1) is that of the phrases,
        None to tell it from each. What a counsellor confirmed stands alone with confidence 1; what one rejected links
        to nothing.
        """
        distinct = list(dict.fromkeys(phrase for phrase in phrases if any(map(str.isalnum, phrase))))
        asked = [phrase for phrase in distinct if self._confirmed(phrase, kind) is None]
        low, high = self._scale
        floor = low + WORTH_WEIGHING * (high - low)
        evidence = gather(self.labels(kind), self.encoder, asked, lang=lang, considered=CONSIDERED, floor=floor)
        found = dict(zip(asked, self._read(evidence, asked, kind, top), strict=True))
        return [list(found[one]) if one in found else self._confirmed(one, kind) or [] for one in phrases]

    def _confirmed(self, phrase: str, kind: ConceptKind) -> list[Link] | None:
        """What a counsellor said; None where nobody did, or the concept is in the taxonomy no longer."""
        if self.corrections is None or not self.corrections.knows(phrase, kind):
            return None
        uri = self.corrections.concept(phrase, kind)
        if uri is None:
            return []
        row = self.taxonomy.row(uri)
        if row is None:
            return None
        return [Link(row, self.taxonomy.uris[row], 1.0, phrase, "", "confirmed")]

    def _read(self, evidence: LabelEvidence, phrases: Sequence[str], kind: ConceptKind, top: int) -> list[list[Link]]:
        weights = self.weights(kind)
        confidence = weights.confidences(evidence, phrases, self._scale)
        bounds = np.searchsorted(evidence.phrase, np.arange(len(phrases) + 1)).tolist()
        order = np.lexsort((evidence.concept, -confidence, evidence.phrase))
        sure = confidence.tolist()
        shown = [order[first : min(last, first + top)] for first, last in pairwise(bounds)]
        # What counts is that a concept is meant, be it one of many: an ambiguous phrase is not the same as a void one.
        meant = np.bincount(evidence.phrase, weights=confidence, minlength=len(phrases)) >= weights.threshold
        return [
            [self._link(evidence, place, kind, sure[place]) for place in places.tolist() if sure[place] >= FAINTEST]
            if one
            else []
            for places, one in zip(shown, meant.tolist(), strict=True)
        ]

    def _link(self, evidence: LabelEvidence, place: int, kind: ConceptKind, confidence: float) -> Link:
        labels = self._labels[kind]
        row, label = int(labels.concepts[evidence.concept[place]]), int(evidence.label[place])
        facts = evidence.features[place]
        how: How = "exact" if facts[_EXACT] else "lexical" if facts[_WORDS] >= LEXICAL else "meaning"
        return Link(row, self.taxonomy.uris[row], round(confidence, 4), labels.label(label), labels.lang(label), how)

    def _opened(self, kind: ConceptKind) -> Labels:
        if self._cache is None:
            return build_labels(self.taxonomy, kind, self.encoder, self._languages)
        self._mark = self._mark or taxonomy_mark(self.taxonomy)
        manifest = LabelManifest(
            str(kind), self.encoder.name, self.encoder.dim, self._mark, self._languages or ("all",)
        )
        kept = load_labels(manifest, self._cache)
        if kept is None:
            # Read back from the folder, so that only what is used takes memory.
            save_labels(build_labels(self.taxonomy, kind, self.encoder, self._languages), manifest, self._cache)
            kept = load_labels(manifest, self._cache)
        if kept is None:
            raise InputFileError(self._cache, "the labels just written cannot be read back", "Check the disk.")
        return kept


def open_linker(folder: Path, encoder: Encoder) -> Linker:
    """The linker of a data folder: its taxonomy, its kept labels, its corrections.

    Raises ``TaxonomyError`` where no taxonomy was imported.
    """
    from matching.taxonomy import open_taxonomy

    corrections = Corrections(folder / CORRECTIONS)
    return Linker(open_taxonomy(folder), encoder, cache=folder / "labels", corrections=corrections)

"""The tiny taxonomy of ``taxonomy_files`` as an engine reads it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from builders import ENCODER
from taxonomy_files import downloads

from matching.linking import ConceptReader, evidence
from matching.linking.confidence import NONE_FEATURES, LinkWeights
from matching.linking.linker import Linker
from matching.taxonomy import open_taxonomy
from matching.taxonomy.esco import import_taxonomy

SPELLED = LinkWeights(
    np.array([20.0 if name == "exact" else 0.0 for name in evidence.FEATURES]),
    np.array([10.0] + [0.0] * (len(NONE_FEATURES) - 1)),
    0.3,
)
"""Only what is spelled like a label is linked, so that tests do not follow the weights that ship."""


def imported(folder: Path) -> Path:
    """The data folder, with the downloads imported."""
    (folder / "downloads").mkdir()
    import_taxonomy(downloads(folder / "downloads"), folder)
    return folder


def reader_of(folder: Path) -> ConceptReader:
    """Concepts of a data folder."""
    return ConceptReader(Linker(open_taxonomy(folder), ENCODER, weights=SPELLED))

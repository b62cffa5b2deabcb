"""What must every encoder hold to be of use for matching? Subclass, and give it a fixture ``encoder``.

That its rows have unit length, whatever the text, is in ``test_encoder.py``.
"""

from __future__ import annotations

import numpy as np
import pytest
from contracts.checkerboard import checkerboard

from matching.embeddings.encoder import Encoder

Languages = tuple[tuple[str, ...], tuple[str, ...]]


class EncoderContract:
    """The suite."""

    @pytest.fixture
    def languages(self) -> Languages:
        """Languages of people and of vacancies between which it knows what means the same."""
        return ("en",), ("en",)

    def test_titles_of_one_occupation_are_nearest(self, encoder: Encoder, languages: Languages) -> None:
        people, jobs, right = checkerboard(*languages)
        wishes = encoder.encode([one.desired_occupations[0] for one in people], role="query")
        titles = encoder.encode([str(one.title) for one in jobs], role="document")
        for one, row in zip(people, wishes @ titles.T, strict=True):
            nearest = np.argsort(-row, kind="stable")[:4]
            assert {jobs[column].id for column in nearest} == right[one.id]

    def test_a_text_has_one_vector_alone_and_in_company(self, encoder: Encoder) -> None:
        people, _, _ = checkerboard()
        texts = [claim.phrase for one in people for claim in one.skills]
        together = encoder.encode(texts)
        assert together.dtype == np.float32
        assert together.shape == (len(texts), encoder.dim)
        for text, row in zip(texts[:20], together, strict=False):
            assert encoder.encode([text])[0] == pytest.approx(row, abs=1e-6)

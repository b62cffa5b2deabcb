"""Do the encoders at hand find the right titles on the checkerboard?"""

import pytest
from contracts.encoder import EncoderContract, Languages

from matching.embeddings.encoder import Encoder


class TestTrigrams(EncoderContract):
    @pytest.fixture
    def encoder(self, trigram_encoder: Encoder) -> Encoder:
        return trigram_encoder


class TestBundled(EncoderContract):
    @pytest.fixture
    def encoder(self, bundled_encoder: Encoder) -> Encoder:
        return bundled_encoder

    @pytest.fixture(params=[("en", "en"), ("fr", "en"), ("en", "fr"), ("fr", "fr")], ids="-".join)
    def languages(self, request: pytest.FixtureRequest) -> Languages:
        one, other = request.param
        return (one,), (other,)

"""How good is a pair? Features to a score, and what each feature added to it."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest
from contracts.ranker import RankerContract
from scipy.special import expit

from matching.domain.match import Side
from matching.errors import InputFileError
from matching.ranking.features import FEATURES
from matching.ranking.rankers import LARGEST_LOGIT, Ranker, WeightedRanker, load_weights


class TestShippedWeights(RankerContract):
    @pytest.fixture
    def ranker(self) -> Ranker:
        return load_weights()


def ranker(**weights: float) -> WeightedRanker:
    """Prior -1, every neutral value 0.5, the weights given and no others."""
    return WeightedRanker(
        "test", -1.0, np.array([weights.get(name, 0.0) for name in FEATURES]), np.full(len(FEATURES), 0.5)
    )


def pair(**known: float) -> np.ndarray:
    return np.array([[known.get(name, np.nan) for name in FEATURES]])


def test_a_score_by_hand() -> None:
    two = ranker(occupation=2.0, wish=4.0)
    known = pair(occupation=1.0, wish=0.25)
    assert two.contributions(known)[0, FEATURES.index("occupation")] == 1
    assert two.contributions(known)[0, FEATURES.index("wish")] == -1
    assert two.score(known) == pytest.approx([expit(-1 + 1 - 1)])
    assert two.prior(Side.EMPLOYER) == -1
    assert two.prior(Side.CANDIDATE) == 0


def test_a_neutral_value_says_as_little_as_an_unknown_one() -> None:
    two = ranker(occupation=2.0)
    assert two.score(pair(occupation=0.5)).tolist() == two.score(pair()).tolist() == [expit(-1)]


@pytest.fixture
def stated() -> dict:
    features = {name: {"weight": 1.5, "neutral": 0.25} for name in FEATURES}
    return {"version": "7", "prior": -2, "features": features}


def test_weights_are_read_from_a_file_by_name(tmp_path: Path, stated: dict) -> None:
    stated["features"] = dict(reversed(stated["features"].items()))
    stated["features"]["wage"]["weight"] = 9
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(stated), encoding="utf-8")
    found = load_weights(path)
    assert found.version == "7"
    assert found.employer_prior == -2
    assert found.weights.tolist() == [9 if name == "wage" else 1.5 for name in FEATURES]
    assert found.neutral.tolist() == [0.25] * len(FEATURES)


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(InputFileError, match=r"Compare it with matching/ranking/weights\.json") as fault:
        load_weights(path)
    assert fault.value.path == str(path)
    return fault.value.problem


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"7", b"null", b"\xff\xfe", b'{"prior": 1}', b'{"features": {}}', b'{"prior": 1, "features": 3}',
     b'{"prior": [], "features": {}}'],
)  # fmt: skip
def test_what_is_no_file_of_weights_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    assert "not a file of ranking weights" in refused(tmp_path / "w.json", content)


def test_a_missing_file_and_a_folder_are_no_file_of_weights(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(InputFileError, match="not a file of ranking weights"):
            load_weights(path)


def test_features_too_many_or_too_few_are_named(tmp_path: Path, stated: dict) -> None:
    stated["features"]["charm"] = stated["features"].pop("wage")
    problem = refused(tmp_path / "w.json", json.dumps(stated).encode())
    assert problem == "its features differ from the known ones in: charm, wage"


@pytest.mark.parametrize("value", ["heavy", None, [], {}, float("nan"), float("inf")])
@pytest.mark.parametrize("place", ["weight", "neutral", "prior"])
def test_a_number_that_is_none_is_refused(tmp_path: Path, stated: dict, place: str, value: object) -> None:
    changed = copy.deepcopy(stated)
    if place == "prior":
        changed["prior"] = value
    else:
        changed["features"]["wish"][place] = value
    assert "not a file of ranking weights" in refused(tmp_path / "w.json", json.dumps(changed).encode())


def test_a_feature_without_one_of_its_numbers_is_refused(tmp_path: Path, stated: dict) -> None:
    del stated["features"]["wish"]["neutral"]
    assert "neutral" in refused(tmp_path / "w.json", json.dumps(stated).encode())


def test_a_score_stays_far_enough_from_one_to_tell_its_logit() -> None:
    sure = ranker(occupation=100.0, wish=-20.0)
    known = pair(occupation=1.0, wish=1.0)
    assert sure.score(known) == pytest.approx([expit(LARGEST_LOGIT)], abs=0)
    parts = sure.contributions(known)[0]
    assert parts[FEATURES.index("occupation")] == pytest.approx(-5 * parts[FEATURES.index("wish")])
    assert sure.score(pair(occupation=0.0)) == pytest.approx([expit(-51)], rel=1e-9)

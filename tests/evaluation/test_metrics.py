"""Ranking metrics, worked by hand and against an oracle."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.evaluation.metrics import (
    METRICS,
    average_precision,
    estimate,
    evaluate_run,
    ndcg,
    recall,
    reciprocal_rank,
)


def test_average_precision_by_hand() -> None:
    """Relevant at ranks 1 and 3 of three relevant ones: (1/1 + 2/3 + 0) / 3 = 5/9."""
    assert average_precision([1, 0, 1, 0], relevant=3) == pytest.approx(5 / 9)


def test_ndcg_by_hand() -> None:
    """Grades 3, 0, 2 in this order; a grade 1 was not ranked.

    gain  = 3/log2(2) + 2/log2(4)              = 3 + 1            = 4
    ideal = 3/log2(2) + 2/log2(3) + 1/log2(4)  = 3 + 1.2619 + 0.5 = 4.7619
    """
    assert ndcg([3, 0, 2], ideal=[1, 2, 3]) == pytest.approx(4 / (3 + 2 / math.log2(3) + 0.5))
    assert ndcg([3, 0, 2], ideal=[1, 2, 3]) == pytest.approx(0.84001, abs=1e-4)


def test_ndcg_looks_no_deeper_than_ten() -> None:
    assert ndcg([0] * 10 + [1], ideal=[1]) == 0


def test_reciprocal_rank_and_recall_by_hand() -> None:
    assert reciprocal_rank([0, 0, 1, 1]) == pytest.approx(1 / 3)
    assert reciprocal_rank([0, 0]) == 0
    assert recall([1, 0, 1], relevant=4, depth=2) == pytest.approx(1 / 4)
    assert recall([1, 0, 1], relevant=4, depth=100) == pytest.approx(2 / 4)


def test_ties_break_by_document_id() -> None:
    figures = evaluate_run({"q": {"b": 1}}, {"q": {"c": 1.0, "b": 1.0, "a": 1.0}})
    assert figures["MRR"][0] == pytest.approx(1 / 2)


def test_a_query_without_results_counts_nothing_and_one_without_relevant_documents_is_left_out() -> None:
    figures = evaluate_run({"q1": {"a": 1}, "q2": {"a": 0}, "q3": {"a": 2}}, {"q3": {"a": 0.5}})
    assert figures["MAP"].tolist() == [0.0, 1.0]


def test_standard_error() -> None:
    found = estimate(np.array([0.0, 1.0, 1.0, 0.0]))
    assert (found.mean, found.queries) == (0.5, 4)
    assert found.error == pytest.approx(np.std([0, 1, 1, 0], ddof=1) / 2)
    assert estimate(np.array([1.0])).error == 0


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["q1", "q2", "q3"]),
        st.dictionaries(st.sampled_from([f"d{n:02}" for n in range(30)]), st.integers(0, 3), min_size=1),
        min_size=1,
    ),
    st.randoms(use_true_random=False),
)
def test_agrees_with_ir_measures(qrels: dict[str, dict[str, int]], draw) -> None:
    ir = pytest.importorskip("ir_measures")
    ranked = {query: draw.sample([f"d{n:02}" for n in range(30)], 20) for query in qrels}
    run = {query: {document: -float(at) for at, document in enumerate(order)} for query, order in ranked.items()}
    judged = [query for query, grades in qrels.items() if any(grades.values())]
    figures = evaluate_run(qrels, run)
    measures = dict(zip(METRICS, (ir.AP, ir.nDCG @ 10, ir.RR, ir.R @ 10, ir.R @ 100), strict=True))
    expected = {
        (str(value.measure), value.query_id): value.value for value in ir.iter_calc(measures.values(), qrels, run)
    }
    for name, oracle in measures.items():
        for at, query in enumerate(judged):
            assert figures[name][at] == pytest.approx(expected[str(oracle), query], abs=1e-9), (name, query)

"""Judged folders: read, ranked, measured, printed."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from matching.cli.encoder import encoder_app
from matching.cli.evaluate import evaluate
from matching.embeddings.encoder import load_encoder
from matching.errors import InputFileError
from matching.evaluation.baselines import bm25, character_tfidf
from matching.evaluation.benchmarks import evaluate_ranking, published, ranked_by, read_benchmark

TITLES = {"d1": "welder", "d2": "cook", "d3": "nurse", "d4": "truck driver"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "trades"
    found.mkdir()
    (found / "queries.tsv").write_text("query_id\ttext\nq1\tsoudeur\nq2\tinfirmier\nq3\tnobody\n", encoding="utf-8")
    corpus = "doc_id\ttext\n" + "".join(f"{key}\t{text}\n" for key, text in TITLES.items())
    (found / "corpus.tsv.gz").write_bytes(gzip.compress(corpus.encode()))
    (found / "qrels.tsv").write_text("q1\t0\td1\t1\nq2\t0\td3\t2\nq3\t0\td3\t0\n", encoding="utf-8")
    (tmp_path / "published.tsv").write_text("benchmark\tsystem\tmap\ntrades\tfamous\t0.5\nother\tx\t0.1\n", "utf-8")
    return found


def test_queries_without_a_relevant_document_are_left_out(folder: Path) -> None:
    benchmark = read_benchmark(folder)
    assert benchmark.name == "trades"
    assert benchmark.queries == ("soudeur", "infirmier")
    assert benchmark.documents == tuple(TITLES.values())
    assert benchmark.grades == ({0: 1}, {2: 2})


def test_the_bundled_encoder_finds_a_trade_in_another_language(folder: Path) -> None:
    encoder = load_encoder()
    result = evaluate_ranking(read_benchmark(folder), encoder.name, ranked_by(encoder))
    assert (result.benchmark, result.system) == ("trades", encoder.name)
    assert result.metrics["MAP"].mean == 1
    assert result.metrics["MAP"].queries == 2


def test_ties_break_by_document_id_whatever_the_order_of_the_corpus(folder: Path) -> None:
    (folder / "corpus.tsv.gz").unlink()
    (folder / "corpus.tsv").write_text("doc_id\ttext\nd3\tx\nd1\tx\nd2\tx\n", encoding="utf-8")
    result = evaluate_ranking(
        read_benchmark(folder), "ties", lambda queries, documents: iter([np.zeros((len(queries), len(documents)))])
    )
    assert result.metrics["MRR"].mean == pytest.approx((1 + 1 / 3) / 2)


@pytest.mark.parametrize("ranking", [character_tfidf, bm25])
def test_baselines_find_shared_words(ranking) -> None:
    (scores,) = ranking(["a welder", "truck drivers wanted"], ["the cook", "a good welder", "truck driver"])
    assert scores.shape == (2, 3)
    assert scores.argmax(axis=1).tolist() == [1, 2]


def test_a_query_without_a_word_scores_nothing() -> None:
    (scores,) = bm25(["-", "cook"], ["the cook", "a welder"])
    assert scores[0].tolist() == [0, 0]
    assert scores[1].argmax() == 0


def test_published_figures_of_the_folders_measured(folder: Path) -> None:
    (result,) = published([folder])
    assert (result.system, result.metrics["MAP"].mean) == ("famous", 0.5)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("qrels.tsv", "q1\t0\td1\n", r"qrels\.tsv: line 1 has 3 cells\. Write: query_id 0 doc_id grade\."),
        ("qrels.tsv", "q1 0 d9 1\n", 'line 1 judges the unknown document "d9"'),
        ("qrels.tsv", "q9 0 d1 1\n", 'line 1 judges the unknown query "q9"'),
        ("qrels.tsv", "q1 0 d1 good\n", 'line 1: "good" is no grade'),
        ("qrels.tsv", "q1 0 d1 0\n", "no query has a relevant document"),
        ("queries.tsv", "", r"its first line is \[\]"),
        ("queries.tsv", "query_id\ttext\nq1\n", "line 2: there is no tab"),
        ("queries.tsv", "query_id\ttext\nq1\ta\nq1\tb\n", 'line 3: the id "q1" stands twice'),
        ("queries.tsv", b"\xff\xfe\x00", "it is no readable text"),
        ("corpus.tsv.gz", b"not gzip", "it is no readable text"),
    ],
)
def test_a_broken_folder_says_what_is_wrong(folder: Path, name: str, text: str | bytes, message: str) -> None:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputFileError, match=message):
        read_benchmark(folder)


def test_a_missing_file_says_what_a_folder_holds(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=r"there is no such file.*queries\.tsv, corpus\.tsv and qrels\.tsv"):
        read_benchmark(tmp_path)


class TestCommands:
    runner = CliRunner()

    def app(self) -> typer.Typer:
        app = typer.Typer()
        app.command("evaluate")(evaluate)
        app.add_typer(encoder_app, name="encoder")
        return app

    def test_evaluate_prints_ours_the_baselines_and_published_figures(self, folder: Path) -> None:
        done = self.runner.invoke(self.app(), ["evaluate", str(folder), "--baselines"])
        assert done.exit_code == 0, done.output
        for word in ("matching-static", "character TF-IDF", "BM25", "famous", "0.500", "1.000 ± 0.000"):
            assert word in done.output

    def test_evaluate_as_json(self, folder: Path) -> None:
        done = self.runner.invoke(self.app(), ["evaluate", str(folder), "--json"])
        rows = json.loads(done.stdout)
        assert [row["benchmark"] for row in rows] == ["trades", "trades"]
        assert rows[0]["metrics"]["MAP"] == {"mean": 1.0, "standard_error": 0.0}
        assert rows[0]["queries"] == 2
        assert rows[1]["metrics"]["MAP"] == {"mean": 0.5, "standard_error": None}

    @pytest.mark.parametrize(
        "words",
        [
            ["evaluate", "no-such-folder"],
            ["evaluate", "FOLDER", "--encoder", "no-such/model"],
            ["encoder", "info", "--encoder", "no-such/model"],
            ["encoder", "export", "FOLDER"],
            ["encoder", "train", "--esco", "FOLDER", "--out", "never-written"],
        ],
    )
    def test_a_mistake_gives_one_sentence_and_exit_code_1(self, words: list[str], folder: Path) -> None:
        done = self.runner.invoke(self.app(), [str(folder) if word == "FOLDER" else word for word in words])
        assert done.exit_code == 1
        assert done.output.startswith("Error: ")
        assert done.output.count("\n") == 1
        assert not Path("never-written").exists()

    def test_info_and_export(self, tmp_path: Path) -> None:
        told = self.runner.invoke(self.app(), ["encoder", "info"])
        assert told.exit_code == 0
        assert "matching-static" in told.output
        assert " MB in " in told.output
        written = self.runner.invoke(self.app(), ["encoder", "export", str(tmp_path / "new")])
        assert written.exit_code == 0
        assert (tmp_path / "new" / "modules.json").is_file()

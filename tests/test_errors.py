"""Does every error say what is wrong, with which value, and what to do next, and keep its data for a program?"""

import pytest

from matching.errors import (
    EncoderError,
    IndexMismatchError,
    InputFileError,
    InvalidRowsError,
    InvalidValueError,
    MatchingError,
    MissingExtraError,
    NotDisclosedError,
    StoreError,
    TaxonomyError,
    UnknownIdError,
    from_extra,
)

ERRORS = [
    (
        InputFileError("people.csv", "the file is empty", "Give a file with a header and at least one row."),
        "people.csv: the file is empty. Give a file with a header and at least one row.",
        {"path": "people.csv", "problem": "the file is empty"},
    ),
    (
        InvalidRowsError("jobs.csv", ["jobs.csv row 2: …"]),
        "jobs.csv: 1 problem, nothing was loaded. Correct the rows listed, or load the good ones with --skip-invalid.",
        {"path": "jobs.csv", "problems": ("jobs.csv row 2: …",)},
    ),
    (
        InvalidRowsError("jobs.csv", ["one", "two"]),
        "jobs.csv: 2 problems, nothing was loaded. Correct the rows listed, or load the good ones with --skip-invalid.",
        {"problems": ("one", "two")},
    ),
    (
        UnknownIdError("candidate", "c-999", ["c-099", "c-090"]),
        'No candidate has the id "c-999". Nearest ids: c-099, c-090.',
        {"kind": "candidate", "unknown_id": "c-999", "near": ("c-099", "c-090")},
    ),
    (
        NotDisclosedError("employer-7"),
        '"employer-7" may not see people here. Ask the counselling centre for an introduction.',
        {"actor": "employer-7"},
    ),
    (
        UnknownIdError("vacancy", "?"),
        'No vacancy has the id "?". Check the id in the file.',
        {"near": ()},
    ),
    (
        EncoderError("some/model", "it is not on this machine", "Download it first."),
        'Encoder "some/model": it is not on this machine. Download it first.',
        {"name": "some/model", "remedy": "Download it first."},
    ),
    (
        MissingExtraError("Training an encoder", "torch", "models"),
        'Training an encoder needs torch, which is not installed. Run: pip install "returnee-matching[models]".',
        {"what": "Training an encoder", "library": "torch", "extra": "models"},
    ),
    (
        TaxonomyError("var/taxonomy.zip", "it is damaged, or no taxonomy", "Run: matching taxonomy import PATH…"),
        "var/taxonomy.zip: it is damaged, or no taxonomy. Run: matching taxonomy import PATH…",
        {"path": "var/taxonomy.zip", "problem": "it is damaged, or no taxonomy"},
    ),
    (
        StoreError("var/matching.db", "nothing is stored there yet", "Fill it: matching register import …"),
        "var/matching.db: nothing is stored there yet. Fill it: matching register import …",
        {"address": "var/matching.db", "problem": "nothing is stored there yet"},
    ),
    (
        IndexMismatchError("var/index", "encoder", "old", "new"),
        "var/index: the index was built with encoder 'old', but 'new' is in use. "
        "Delete the index folder; it is rebuilt from the data at the next run.",
        {"field": "encoder", "found": "old", "expected": "new"},
    ),
    (
        InvalidValueError("--as-of", "31/02/2026", "Write a date as YYYY-MM-DD."),
        '--as-of "31/02/2026" is not possible. Write a date as YYYY-MM-DD.',
        {"what": "--as-of", "value": "31/02/2026"},
    ),
]


@pytest.mark.parametrize(("error", "text", "data"), ERRORS, ids=lambda part: type(part).__name__)
def test_an_error_says_what_which_value_and_what_next(error, text, data):
    assert str(error) == text
    assert {name: getattr(error, name) for name in data} == data


def test_one_class_catches_them_all():
    assert all(isinstance(error, MatchingError) for error, _, _ in ERRORS)


def test_every_kind_of_error_is_shown_here():
    assert {type(error) for error, _, _ in ERRORS} == set(MatchingError.__subclasses__())


def test_a_library_that_is_there_and_does_not_load_speaks_for_itself():
    with pytest.raises(ImportError, match="libgomp"), from_extra("models", "torch", "This"):
        raise ImportError("libgomp.so: cannot open shared object file")


def test_a_long_text_is_still_one_line():
    assert all("\n" not in str(error) for error, _, _ in ERRORS)

"""Does every code that a message may have say something, and does somebody issue it?"""

from pathlib import Path

import pytest
from pydantic import ValidationError

import matching
from matching.domain.match import Message, MessageCode
from matching.wording import sentences, training

PACKAGE = Path(matching.__file__).parent
ISSUERS = [path for room in ("ranking", "gaps", "fairs") for path in (PACKAGE / room).rglob("*.py")]


def test_every_code_has_one_sentence():
    worded = [*sentences._NOTES, *training._COURSE_NOTES]
    assert sorted(worded) == sorted(MessageCode)


@pytest.mark.parametrize("code", MessageCode)
def test_every_code_is_issued_by_a_rule(code: MessageCode):
    assert any(f"MessageCode.{code.name}" in path.read_text(encoding="utf-8") for path in ISSUERS)


def test_a_code_that_is_none_is_refused():
    with pytest.raises(ValidationError, match="code"):
        Message.model_validate({"code": "nonsense"})

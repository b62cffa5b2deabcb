"""What does every refusal of the API look like?"""

from typing import Any


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem (RFC 9457) that an answer with this status is."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["type"] == "about:blank"
    assert found["status"] == status
    assert found["title"]
    assert found["detail"].endswith(".")
    assert "Traceback" not in answer.text
    return found

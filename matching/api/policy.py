"""What may an answer load and run in a browser, and how does a paper carry its own style?"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

from fastapi.responses import HTMLResponse, Response

from matching.api.dependencies import language_headers

POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
"""Content security policy of every answer: the server's own files and nothing written into a page."""


def policy_of(page: str) -> str:
    """The policy of a page that carries its own stylesheet: that one by its hash, and nothing loaded."""
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    hashes = (b64encode(sha256(style.encode()).digest()).decode() for style in styles)
    return "; style-src ".join([POLICY, " ".join(f"'sha256-{one}'" for one in hashes)])


def paper(html: str, language: str) -> Response:
    """A page of its own, with its stylesheet inside, for the printer."""
    return HTMLResponse(html, headers={**language_headers(language), "content-security-policy": policy_of(html)})

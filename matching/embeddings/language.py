"""In which language is a text written?"""

from __future__ import annotations

MIN_LETTERS = 20
"""A shorter text could be any of several languages."""

LETTERS_READ = 2_000
"""Beginning of a text that is read; more of it told nothing else of 900 CVs and adverts, and takes its time."""

# Written alike, so words are shared: one language for the comparison of words.
_ALIKE = {"bs": "sr", "hr": "sr", "sh": "sr", "nb": "no", "nn": "no"}


def text_language(stated: str | None, text: str) -> str | None:
    """The language of a text (ISO 639-1) as stated by its owner or else as detected; None where it is too short."""
    if stated is None:
        if sum(map(str.isalpha, text)) < MIN_LETTERS:
            return None
        # Loading its model takes half a second, which data that states its language need not pay.
        import py3langid

        stated = str(py3langid.classify(text[:LETTERS_READ])[0])
    return _ALIKE.get(stated, stated)

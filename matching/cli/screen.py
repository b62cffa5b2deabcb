"""How do the matches of one person or vacancy read on a screen, however narrow, and in a pipe?"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console

    from matching.casework.session import Session
    from matching.casework.suggesting import Direction, Suggestion
    from matching.domain import Candidate, Match, Vacancy

WIDTH = 100
"""Columns where there is no terminal to ask: a file reads the same wherever it was made."""
_NARROWEST = 50
_WIDEST = 120
"""Longer lines are hard to read, whatever the window."""
REASONS_IN_BRIEF = 2


def screen(stream: TextIO | None) -> Console:
    """A console that writes to ``stream``, or keeps what is printed for ``write_screen`` where there is none."""
    from rich.console import Console

    console = Console(file=stream or io.StringIO(), emoji=False, markup=False, highlight=False)
    width = max(_NARROWEST, min(console.width, _WIDEST)) if stream and console.is_terminal else WIDTH
    console.width = width
    return console


def write_screen(console: Console) -> str:
    """What was printed on a console without a stream."""
    kept: Any = console.file
    return kept.getvalue()


def print_query(
    console: Console,
    session: Session,
    direction: Direction,
    query: str,
    matches: Sequence[tuple[Suggestion, Match]],
    language: str,
    *,
    in_full: int = 0,
) -> None:
    """Print the matches of one person or vacancy: the first ``in_full`` with every reason, the others in brief."""
    from matching.casework.disclosing import view_candidate
    from matching.wording import explanation_lines, translator
    from matching.wording.sentences import score_of_100

    of_candidate = direction == "candidates"
    heading = candidate_line(session, query) if of_candidate else vacancy_line(session, query)
    console.print()
    print_hanging(console, "", heading, style="bold")
    if not matches:
        say = translator(language)
        nobody = say("Nobody here can take this vacancy at present.")
        print_hanging(console, "  ", say("No vacancy is open to this person at present.") if of_candidate else nobody)
        return
    console.print("  #  score  asked  wanted", style="dim")
    for number, (suggestion, match) in enumerate(matches):
        candidate, vacancy = (
            view_candidate(session, match.candidate_id).profile,
            session.store.vacancy(match.vacancy_id),
        )
        scores = (score_of_100(score) for score in (match.score, match.employer_fit, match.candidate_fit))
        lead = "{:>3}  {:>5}  {:>5}  {:>6}  ".format(suggestion.rank, *scores)
        line = vacancy_line(session, vacancy.id) if of_candidate else candidate_line(session, candidate.id)
        style = "" if match.eligible else "dim"
        if number >= in_full:
            print_hanging(console, lead, line, style=style)
            for remark in _in_brief(match, candidate, vacancy, language):
                print_hanging(console, " " * len(lead), remark, hang=2, style="dim")
            continue
        print_hanging(console, lead, line, style=f"bold {style}")
        # The first line of an explanation says the scores again.
        for remark in explanation_lines(match, language, candidate=candidate, vacancy=vacancy)[1:]:
            if remark.startswith(" "):
                print_hanging(console, " " * 7, remark.strip(), hang=2)
            else:
                print_hanging(console, " " * 5, remark, style="dim")
        if number + 1 < len(matches):
            console.print()


def candidate_line(session: Session, candidate_id: str) -> str:
    """A person in one line: id, occupations, place."""
    from matching.casework.disclosing import view_candidate
    from matching.presentation import titles

    return titles.candidate_line(view_candidate(session, candidate_id).profile, session.language)


def vacancy_line(session: Session, vacancy_id: str) -> str:
    """A vacancy in one line: id, title, place."""
    from matching.presentation import titles

    return titles.vacancy_line(session.store.vacancy(vacancy_id), session.language)


def _in_brief(match: Match, candidate: Candidate, vacancy: Vacancy, language: str) -> Iterator[str]:
    """The rules that refuse; or the strongest reasons, what is missing and what is to check."""
    from matching.wording import sentence, translator, weighed_reasons

    if not match.eligible:
        yield from (f"✗ {sentence(note, language)}" for note in match.refusals)
        return
    say = translator(language)
    for one in weighed_reasons(match, language, REASONS_IN_BRIEF, candidate=candidate, vacancy=vacancy):
        yield f"{'+' if one.in_favour else '−'} {one.text}"
    if match.missing_skills:
        yield f"? {say('Not stated in the profile')}: {'; '.join(match.missing_skills)}"
    for note in match.to_check:
        yield f"? {sentence(note, language)}"


def print_hanging(console: Console, lead: str, line: str, *, hang: int = 0, style: str = "") -> None:
    """Print ``lead`` and ``line``; what does not fit goes on below, ``hang`` columns to the right of its beginning."""
    from rich.text import Text

    further = " " * (len(lead) + hang)
    for part in Text(line).wrap(console, console.width - len(further)):
        part.rstrip()
        console.print(Text.assemble(lead, part), style=style, soft_wrap=True)
        lead = further

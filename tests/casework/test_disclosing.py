"""Who sees a person, and does anybody else learn whether there is such a person?"""

from dataclasses import replace

import pytest
from builders import engine_of, job, person, session_of

from matching.casework.disclosing import Level, view_candidate
from matching.casework.session import Actor
from matching.errors import NotDisclosedError, UnknownIdError


@pytest.fixture(scope="module")
def session():
    return session_of(engine_of([person("p-1")], [job()]))


def test_whoever_works_on_the_case_sees_all_that_is_recorded(session):
    view = view_candidate(session, "p-1")
    assert view.level is Level.CASEWORK
    assert view.profile == session.store.candidates["p-1"]
    with pytest.raises(UnknownIdError):
        view_candidate(session, "p-2")


def test_another_actor_hears_the_same_whether_or_not_the_person_exists(session):
    asked = replace(session, actor=Actor("employer-7"))
    told = []
    for wanted in ("p-1", "p-2"):
        with pytest.raises(NotDisclosedError) as refused:
            view_candidate(asked, wanted)
        told.append(str(refused.value))
    assert told[0] == told[1]

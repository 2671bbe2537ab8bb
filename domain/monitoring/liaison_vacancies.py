"""联络员空缺: an organisation that nobody can be reached in (domain.md §6, L-06; S1).

Judged day by day over the posts: a vacancy begins when there is neither the liaison nor a
substitute, and ends when there is one. Whether the organisation has open tasks meanwhile is asked
when somebody looks.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from domain.monitoring.circles import CircleView, Owed
from domain.monitoring.duties import Duty, Step
from domain.monitoring.findings import Severity
from domain.monitoring.owing import late_from
from domain.registry.events import OrganisationRegistered, PostAssigned, PostEnded
from domain.registry.liaison import liaison
from domain.registry.linkage import AbsenceDeclared, AbsenceEnded
from domain.registry.posts import Absences, Posts, assigned, away, back, ended
from domain.shared.event import FIRST_YEAR, LAST_YEAR
from domain.timing.days import WorkingDays, end_of

FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
"""A tenure "to 9999-12-31" is one without an end: nothing is vacant after it."""
VACANT_DAYS = WorkingDays(2)  # [D] domain.md §6, L-06
REGISTERED = OrganisationRegistered.TYPE
_FOLDS = {
    PostAssigned.TYPE: lambda posts, _, data: assigned(posts, PostAssigned.model_validate(data)),
    PostEnded.TYPE: lambda posts, _, data: ended(posts, PostEnded.model_validate(data)),
    AbsenceDeclared.TYPE: lambda _, gone, data: away(gone, AbsenceDeclared.model_validate(data)),
    AbsenceEnded.TYPE: lambda _, gone, data: back(gone, AbsenceEnded.model_validate(data)),
}
POSTS = tuple(_FOLDS)


class Vacancy(NamedTuple):
    """[first, end): nobody is there; `end` None: from then on."""

    first: date
    end: date | None


def liaison_vacant(view: CircleView) -> Iterator[Owed]:
    """联络员空缺: an organisation with open tasks has had no liaison for two working days, none
    assigned or away without a substitute."""
    known = view.of(REGISTERED)
    if not known:
        return  # a post of an organisation that nobody has registered
    posts, absences = _posts(view)
    held = [one.valid_from for tenures in posts.values() for one in tenures]
    # registered late, there before; where a file says 0001-01-01, from when days are counted
    start = max(FIRST_DAY, min([view.calendar.local_date(known[0].at), *held]))
    proof = tuple(sorted({known[0].position, *(one.position for one in view.of(*POSTS))}))
    zone = view.calendar.zone
    for gap in vacancies(posts, absences, view.about, start):
        since = late_from(view.calendar, gap.first - timedelta(days=1), VACANT_DAYS)
        until = end_of(gap.end - timedelta(days=1), zone) if gap.end else None
        if until is None or until > since:
            note = "ABSENT" if _held(posts, gap.first) else "VACANT"
            duty = Duty("L-06", (Step(Severity.YELLOW, since, note),), proof, view.about)
            yield Owed(duty, known[0].stream, None, (view.about,), None, until)


def vacancies(posts: Posts, absences: Absences, org: str, start: date) -> Iterator[Vacancy]:
    """The days from `start` on at which nobody is the liaison of an organisation."""
    first: date | None = None
    for day in sorted({start, *_turns(posts, absences, start)}):
        there = liaison(posts, absences, org, day) is not None
        if first is not None and there:
            yield Vacancy(first, day)
            first = None
        elif first is None and not there:
            first = day
    if first is not None:
        yield Vacancy(first, None)


def _turns(posts: Posts, absences: Absences, start: date) -> Iterator[date]:
    """The days on which somebody may come or go."""
    days = [one.valid_from for tenures in posts.values() for one in tenures]
    days += [one.valid_to for tenures in posts.values() for one in tenures if one.valid_to]
    for spans in absences.values():
        for first, last in spans:
            days += [first, last + timedelta(days=1)]
    return (day for day in days if start < day <= LAST_DAY)


def _posts(view: CircleView) -> tuple[Posts, Absences]:
    posts: Posts = {}
    absences: Absences = {}
    for act in sorted(view.of(*POSTS), key=lambda one: one.position):
        _FOLDS[act.type](posts, absences, act.data)
    return posts, absences


def _held(posts: Posts, on: date) -> bool:
    return any(one.valid_on(on) for tenures in posts.values() for one in tenures)

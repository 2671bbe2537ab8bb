"""审查员意见、观察员缺席: who was asked and did not come or answer (domain.md §6, L-08).

A regulator that is offered a seat and leaves it empty is hinted at; the third time within a year it
is a yellow finding of the organisation.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.approval import joint_survey_events as joint
from domain.approval.events import SurveyConducted
from domain.approval.opinion_events import ReviewerOpinionLapsed
from domain.monitoring.circles import CircleView, Owed
from domain.monitoring.duties import Done, Duty, Step
from domain.monitoring.findings import Severity
from domain.monitoring.owing import late_from
from domain.supervision.feedback import Noted
from domain.timing.days import WorkingDays

REMARK_DAYS = WorkingDays(5)  # [D] as an opinion: an observer may remark after the survey
THIRD = 3  # domain.md §6, L-08: "Y third time"
WITHIN = timedelta(days=365)  # [D] a year back from the lapse
LAPSED = ReviewerOpinionLapsed.TYPE
INVITED = joint.ObserverInvited.TYPE
_CAME = (joint.ObserverAttended.TYPE, joint.ObserverRemarked.TYPE)
OBSERVING = (INVITED, *_CAME, SurveyConducted.TYPE)


class _Lapse(NamedTuple):
    since: datetime
    note: str
    act: Noted
    done: Done | None = None

    @property
    def stands(self) -> bool:
        return self.done is None or self.done.at >= self.since


def opinion_lapsed(view: CircleView) -> Iterator[Owed]:
    """审查员意见逾期、观察员缺席: a regulator's reviewer gave no opinion by its due day, or an
    observer who was invited neither came nor remarked; for the third time in a year, yellow."""
    lapses = sorted([*_reviewers(view), *_observers(view)], key=lambda one: one[:2])
    standing = [one.since for one in lapses if one.stands]
    for since, note, act, done in lapses:
        before = sum(since - WITHIN < one <= since for one in standing)
        severity = Severity.YELLOW if before >= THIRD else Severity.HINT
        duty = Duty("L-08", (Step(severity, since, note, done),), (act.position,), view.about)
        case = act.data.get("caseId")
        yield Owed(duty, act.stream, case or act.stream, (view.about,), act.data.get("itemCode"))


def _reviewers(view: CircleView) -> Iterator[_Lapse]:
    for act in view.of(LAPSED):
        if act.data.get("org") == view.about:
            yield _Lapse(act.at, "NO_OPINION", act)


def _observers(view: CircleView) -> Iterator[_Lapse]:
    for acts in view.by_stream().values():
        survey = [one for one in acts if one.type in OBSERVING]
        invited = next((one for one in survey if _is(one, INVITED, "addressee", view)), None)
        went = next((one for one in survey if one.type == SurveyConducted.TYPE), None)
        if invited is None or went is None or went.at < invited.at:
            continue
        came = next((o for o in survey if any(_is(o, kind, "org", view) for kind in _CAME)), None)
        done = Done(came.at, came.known, came.position) if came else None
        since = late_from(view.calendar, view.calendar.local_date(went.at), REMARK_DAYS)
        yield _Lapse(since, "OBSERVER_ABSENT", invited, done)


def _is(act: Noted, kind: str, field: str, view: CircleView) -> bool:
    return act.type == kind and act.data.get(field) == view.about

"""踏勘双备案、一勘一回访: what a survey obliges to (domain.md §6, P-04, P-05; docs/adr/0018).

Owed where the item's standard asks for it, by cases worked here: what a source never reports is no
finding. A survey that went along on another's journey was filed with that one.
"""

from collections.abc import Iterator

from domain.approval import survey_events as s
from domain.approval.events import SurveyConcluded, SurveyConducted
from domain.approval.survey_limits import FILING_DAYS, VISIT_DAYS
from domain.monitoring.duties import Duty, DutyView, Step
from domain.monitoring.findings import Severity
from domain.monitoring.owing import done, first, late_from
from domain.monitoring.watched import Seen


def not_filed(view: DutyView) -> Iterator[Duty]:
    """踏勘未双备案: not filed before departure, or not within a working day after."""
    if not _asked(view):
        return
    merged = {one.data.get("survey") for one in view.of(s.SurveyMerged.TYPE)}
    for act in _firsts(view, SurveyConducted.TYPE):
        survey = act.data.get("survey")
        if survey in merged:
            continue
        before, after = (
            done(first(_of(view, survey), (kind.TYPE,)))
            for kind in (s.SurveyFiledBefore, s.SurveyFiledAfter)
        )
        since = late_from(view.calendar, act.day, FILING_DAYS)
        steps = (
            Step(Severity.YELLOW, act.at, "NOT_FILED_BEFORE", before),
            Step(Severity.YELLOW, since, "NOT_FILED_AFTER", after),
        )
        yield Duty("P-04", steps, (act.position,), act.org)


def not_visited(view: DutyView) -> Iterator[Duty]:
    """踏勘未回访: concluded, and no return visit within ten working days."""
    if not _asked(view):
        return
    for act in _firsts(view, SurveyConcluded.TYPE):
        visit = first(_of(view, act.data.get("survey")), (s.ReturnVisitDone.TYPE,))
        since = late_from(view.calendar, act.day, VISIT_DAYS)
        step = Step(Severity.YELLOW, since, "NOT_VISITED", done(visit))
        yield Duty("P-05", (step,), (act.position,))


def _asked(view: DutyView) -> bool:
    standard = view.standard
    return standard is not None and bool(standard.survey_filing) and view.facts.worked_here


def _firsts(view: DutyView, kind: str) -> list[Seen]:
    """The first act of a kind of each survey."""
    found: dict[object, Seen] = {}
    for one in view.of(kind):
        found.setdefault(one.data.get("survey"), one)
    return list(found.values())


def _of(view: DutyView, survey: object) -> Iterator[Seen]:
    return (one for one in view.acts if one.data.get("survey") == survey)

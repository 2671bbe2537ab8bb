"""What happens around the conduct of a survey, in random but repeatable histories."""

import random
from datetime import datetime, timedelta
from typing import Any

from domain.approval import joint_survey_events as joint
from domain.approval import survey_events as survey
from domain.approval.events import SurveyOrdered
from domain.shared.act import Act, Role
from domain.shared.event import DomainEvent
from tests.projections.county import BUREAU, REGULATOR, County


def around_a_survey(county: County, name: str, start: datetime, **more: Any) -> list[Act]:
    """The order of `<name>-survey`, filings, invitees, observers, merges, the return visit, each
    left out now and then; its own randomness."""
    rnd = random.Random(f"survey {name}")
    case, stream = county.stream(name), county.stream(f"{name}-survey")
    told: tuple[DomainEvent, ...] = (
        survey.SurveyorsAssigned(
            case_id=case, staff=("p-1", "p-2"), filing_required=rnd.random() < 0.7
        ),
        survey.SurveyFiledBefore(case_id=case, filing_number="备\\N"),
        joint.SurveyNotified(
            case_id=case, lead=BUREAU, invited=(REGULATOR,), planned_on=start.date()
        ),
        rnd.choice(
            (
                joint.SurveyAttended(case_id=case, org=REGULATOR, person="p-9"),
                joint.SurveyExcused(case_id=case, org=REGULATOR, reason="另有任务"),
                joint.SurveyDefaulted(case_id=case, org=REGULATOR),
            )
        ),
        joint.SurveyOpinionGiven(case_id=case, org=REGULATOR, agreed=rnd.random() < 0.5),
        joint.ObserverInvited(case_id=case, addressee=REGULATOR),
        joint.ObserverAttended(case_id=case, org=REGULATOR, person="p-9"),
        joint.ObserverRemarked(case_id=case, org=REGULATOR, remark="尚可\t"),
        survey.SurveyMerged(case_id=case, into=county.stream("another-survey")),
        survey.SurveyEntrusted(case_id=case, addressee=REGULATOR, list_entry="WT-01"),
        survey.SurveyFiledAfter(case_id=case),
        survey.ReturnVisitDone(case_id=case, favourable=rnd.random() < 0.5, gifts=True),
    )
    hours = (timedelta(hours=rnd.randrange(40)) for _ in told)
    ordered = SurveyOrdered(survey_id=stream, district="329901001", place="人民路\x1f1号\n")
    acts = [county.act(name, ordered, start, role=Role.REVIEWER, **more)]
    acts += [
        county.act(f"{name}-survey", event, start + after, role=Role.SURVEYOR, **more)
        for event, after in zip(told, hours, strict=True)
        if rnd.random() < 0.6
    ]
    return acts

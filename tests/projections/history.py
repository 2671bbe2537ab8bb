"""Random but repeatable histories: everything a county may record, in any order it may arrive."""

import random
from datetime import date, datetime, timedelta
from typing import Any

from domain.approval import aftermath_events as after
from domain.approval import document_events as document
from domain.approval import events as case
from domain.commitment import events as promise
from domain.permit import events as permit
from domain.permit.grounds import AnnulmentGround, CancellationGround
from domain.registry.events import (
    FlowProfile,
    Function,
    ItemVersionPublished,
    ResponsibilityAssigned,
)
from domain.shared.act import Act, EntryMode, Role
from domain.shared.event import DomainEvent
from domain.shared.refusals import CommandRefused
from domain.supervision import dispute_events as dispute
from domain.supervision import events as task
from domain.supervision.events import PushReason
from tests.projections.admission_history import accepted
from tests.projections.county import BUREAU, REGULATOR, START, County
from tests.projections.survey_history import around_a_survey

OTHER_REGULATOR = "11320412014888888Y"

_DISPUTE = (
    task.TaskReturned(reason="错", cited_record="r-2"),
    dispute.ResponsibilityDisputeOpened(interim_org=REGULATOR, parties=(REGULATOR,)),
    dispute.DisputeEscalated(level=dispute.ArbitrationLevel.STAFFING_OFFICE, reason="未一致"),
    dispute.ResponsibilityRuled(
        org=OTHER_REGULATOR,
        level=dispute.ArbitrationLevel.STAFFING_OFFICE,
        ruling_number="CJ-1",
        valid_from=date(2026, 3, 1),
        legal_basis="三定",
    ),
)
"""A second return and what follows, in the task's own order."""


def random_history(county: County, seed: int, cases: int = 12) -> list[Act]:
    """Acts of `cases` cases, native and imported, interleaved; imported ones arrive shuffled."""
    rnd = random.Random(seed)
    queues = [[_calendar(county)], [_item(county)], _record(county)]
    for number in range(cases):
        name = f"c{number}"
        acts = _case(county, name, rnd)
        if number % 3 == 2:
            rnd.shuffle(acts)
        queues.append(acts)
    queues.append([county.amended(date(2026, 3, 16), date(2026, 3, 17))])
    history = []
    while queues:
        queue = rnd.choice(queues)
        history.append(queue.pop(0))
        queues = [queue for queue in queues if queue]
    return history


def _calendar(county: County) -> Act:
    return county.calendar((date(2026, 4, 4), date(2026, 4, 6)))


def _item(county: County) -> Act:
    event = ItemVersionPublished(
        item_code="ITEM-2", item_version=1, name="事项", profile=FlowProfile.FIVE_STAGE,
        legal_days=15, committed_days=5,
    )  # fmt: skip
    return county.act("item", event, role=Role.ADMIN, item="ITEM-2")


def _record(county: County) -> list[Act]:
    """Who answers for the items: one from the start, then the other, of one never anybody."""
    return [
        county.act(
            f"record-{org}",
            ResponsibilityAssigned(
                item_code="ITEM-1", function=Function.SUPERVISE, org=org, valid_from=first
            ),
            role=Role.ADMIN,
            item=None,
        )
        for org, first in ((REGULATOR, date(2026, 1, 1)), (OTHER_REGULATOR, date(2026, 3, 12)))
    ]


def _case(county: County, name: str, rnd: random.Random) -> list[Act]:
    reported = int(name[1:]) % 3 == 2
    mode = EntryMode.IMPORTED if reported else EntryMode.NATIVE
    item = rnd.choice(("ITEM-1", "ITEM-2"))
    start = START + timedelta(hours=rnd.randrange(200))
    more = {"mode": mode, "item": item}
    clock = [start]

    def later() -> object:
        clock[0] += timedelta(hours=rnd.choice((0, 1, 5, 30, 100)))
        return clock[0]

    def act(event: object, role: Role = Role.REVIEWER) -> Act:
        person = f"p-{rnd.randrange(12)}"
        order = rnd.randrange(100) if reported else None
        return county.act(name, event, later(), person=person, role=role, order=order, **more)  # ty: ignore

    acts = county.opened(name, start, profile=None if reported else FlowProfile.FIVE_STAGE, **more)
    if rnd.random() < 0.4:
        acts += [act(case.SupplementNoticed(missing=("a",), applicant_days=5))]
        acts += [act(case.MaterialsResubmitted())]
    acts += accepted(act, rnd, reported)
    acts.append(act(case.ReviewStarted()))
    if rnd.random() < 0.5:
        kind = case.SpecialProcedure.EXPERT_REVIEW
        acts.append(
            act(case.SpecialProcedureStarted(procedure=kind, noticed_days=5, notice_served=True))
        )
        if rnd.random() < 0.7:
            acts.append(act(case.SpecialProcedureEnded(procedure=kind)))
    acts += [act(case.StepRecorded(code=f"S{k}")) for k in range(rnd.randrange(4))]
    acts += around_a_survey(county, name, later(), **more)  # ty: ignore
    survey = f"{name}-survey"
    staff = ("p-1", f"p-{rnd.randrange(12)}")
    event = case.SurveyConducted(case_id=county.stream(name), staff=staff)
    acts.append(county.act(survey, event, later(), role=Role.SURVEYOR, **more))  # ty: ignore
    if int(name[1:]) % 4:
        acts.append(act(case.ReviewCompleted()))
        result = case.SurveyConcluded(case_id=county.stream(name), passed=True)
        acts.append(county.act(survey, result, later(), role=Role.SURVEYOR, **more))  # ty: ignore
    if rnd.random() < 0.3:
        acts.append(act(case.DeadlineExtended(days=10, approved_by=case.Approver.HEAD)))
    if rnd.random() < 0.8:
        acts.append(act(case.PermitGranted(), Role.CHIEF_DECIDER))
        acts.append(act(case.CertificateMade(), Role.CERT_MAKER))
        acts += _papers(county, name, later, more)
        acts += _permit(county, name, later(), more)
        notice = after.PublicNoticePublished(published_on=date(2026, 4, 1), url="https://gs/\x1f\n")
        acts.append(act(notice))
        acts += _aftermath(county, name, rnd, later, more)
    if reported:
        acts.append(act(case.CaseEndedAtSource()))
    return acts


def _papers(county: County, name: str, later, more) -> list[Act]:
    """A decision's document, its service recorded before its issue."""
    of = {"case_id": county.stream(name), "kind": document.DocumentKind.GRANT_DECISION}
    served = document.DocumentServed(**of, number=name, method="EMS", served_on=date(2026, 5, 1))
    issued = document.DocumentIssued(**of, number=name, digest="ab" * 32)
    sealed = document.DocumentSealed(**of, number=name, seal="SP-1", org=BUREAU)
    stream, at = f"{name}-paper", later()
    return [county.act(stream, one, at, **more) for one in (served, issued, sealed)]


def _permit(county: County, name: str, at: datetime, more: dict[str, Any]) -> list[Act]:
    """A permit with what becomes of it; its own randomness, and some of it before its issue."""
    rnd, case_id, stream = random.Random(f"permit {name}"), county.stream(name), f"{name}-permit"
    issued = permit.PermitIssued(
        permit_number=f"证{name}", case_id=case_id, valid_from=at.date(),
        valid_to=at.date() + timedelta(days=rnd.randrange(5, 60)),
    )  # fmt: skip
    lives: tuple[tuple[DomainEvent, ...], ...] = (
        (),
        (permit.RenewalApplied(by_case=case_id, late=False), permit.PermitRenewed()),
        (permit.RenewalApplied(by_case=case_id, late=False), permit.PermitDeemedRenewed()),
        (permit.PermitSuspended(penalty_number="罚"), permit.SuspensionLifted()),
        (
            permit.PermitAnnulled(
                ground=AnnulmentGround.BEYOND_POWERS, public_harm_weighed=True, reason="越权"
            ),
            permit.PermitCancelled(ground=CancellationGround.ANNULLED_WITHDRAWN_OR_REVOKED),
        ),
        (permit.PermitExpired(),),
    )
    events = [issued, *rnd.choice(lives)]
    acts = [
        county.act(stream, event, at + timedelta(hours=10 * number), **more)
        for number, event in enumerate(events)
    ]
    told = county.pushed(
        f"{name}-permit-task", name, at + timedelta(hours=30), reason=PushReason.ANNULLED,
        permit_id=county.stream(stream), **more,
    )  # fmt: skip
    rnd.shuffle(acts)
    return [*acts, told]


def _aftermath(county: County, name: str, rnd: random.Random, later, more) -> list[Act]:
    job, deed = f"{name}-task", f"{name}-commitment"
    recipient = rnd.choice((REGULATOR, OTHER_REGULATOR))
    at = later()
    acts = [county.pushed(job, name, at, recipient=recipient, **more)]
    acts.append(county.in_force(deed, name, at, verifier=recipient, **more))

    def by_regulator(stream: str, event: object) -> Act:
        return county.act(
            stream, event, later(), person="r-1", role=Role.REGULATOR, org=recipient, **more
        )

    if rnd.random() < 0.3:
        acts.append(by_regulator(job, task.TaskReturned(reason="错", cited_record="r-1")))
        again = task.TaskRerouted(recipient=OTHER_REGULATOR, reason="改")
        acts.append(county.act(job, again, later(), role=Role.EFFICIENCY_OFFICER, **more))
        if rnd.random() < 0.5:
            acts += [by_regulator(job, one) for one in _DISPUTE]
    chain = [
        by_regulator(job, task.TaskSigned()),
        by_regulator(job, task.TaskClaimed()),
        by_regulator(
            job,
            task.SupervisionPlanned(
                mode=task.SupervisionMode.SPECIAL, planned_date=date(2026, 6, 1)
            ),
        ),
        by_regulator(
            job,
            task.SupervisionResultRecorded(
                finding=task.Finding.COMPLIANT, inspectors=("r-1", "r-2"), detail="合格"
            ),
        ),
        by_regulator(job, task.FeedbackPushed(addressee=BUREAU)),
    ]
    acts += chain[: rnd.randrange(len(chain) + 1)]
    if rnd.random() < 0.5:
        breach = promise.CommitmentBreachFound(inspectors=("r-1", "r-2"), detail="不符")
        acts.append(by_regulator(deed, breach))
    refused = CommandRefused(
        target=county.stream(rnd.choice((name, job))), command="grant-permit", code="x",
        reason="不许", reason_en="no",
    )  # fmt: skip
    acts.append(county.act(f"{name}-refusals", refused, later(), **more))
    return acts

"""期限种类: which acts start a period that the clock ends, and which end it sooner.

To add one: a `Kind` in `KINDS`, and in `app/clock.py` the command that carries it out. Periods run
in streams that are worked here alone (projections/timers.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Protocol

from domain.approval import events as case
from domain.approval import material_events as material
from domain.approval import opinion_events as opinion
from domain.approval import ruling_events as ruling
from domain.consultation import events as consultation
from domain.permit import events as permit
from domain.permit.permit_steps import ENDINGS
from domain.registry.linkage import ClaimModel
from domain.shared.event import DomainEvent
from domain.supervision import dispute_events as dispute
from domain.supervision import events as task
from domain.timing.limits import CLAIMING, ONE_TIME_NOTICE

DEEM_ACCEPTED = "deem-accepted"
LAPSE = "lapse"
EXPIRE_GAPS = "expire-gaps"
DEEM_CLAIMED = "deem-claimed"
RUN_OUT_PERMIT = "run-out-permit"
END_SUSPENSION = "end-permit-suspension"
LAPSE_OPINION = "lapse-reviewer-opinion"
LAPSE_CONSULTATION = "lapse-consultation-opinion"
ESCALATE = "escalate-dispute"


class Noted(Protocol):
    """An act as stored: `data` in camelCase, `legal_day` the ISO date from which it counts."""

    @property
    def data(self) -> Mapping[str, Any]: ...
    @property
    def legal_day(self) -> str: ...


class Period(NamedTuple):
    """`days` working days from `since`, which is not counted; or, where `until` is given, to the
    end of that date, whatever day of the week it is."""

    since: date
    days: int = 0
    until: date | None = None


Started = Mapping[str, Period]
"""By subject: whom or what in the stream the period is about; "" where nobody in particular."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of period. `ends` end all of its periods in a stream, before any is started by the
    same act; `ends_one` that of the subject they name; `again` start it anew with the days of the
    first time.
    """

    name: str
    starts: Mapping[type[DomainEvent], Callable[[Noted], Started]]
    ends: frozenset[type[DomainEvent]]
    ends_one: Mapping[type[DomainEvent], Callable[[Noted], str]] = field(default_factory=dict)
    again: frozenset[type[DomainEvent]] = frozenset()


def day_of(act: Noted) -> date:
    """The date from which an act counts."""
    return date.fromisoformat(act.legal_day)


def days_after(act: Noted, days: int | None) -> Started:
    """A period of the whole stream in working days; none without a number of days."""
    return {"": Period(day_of(act), days)} if days else {}


def until_end_of(act: Noted, last: str | None) -> Started:
    """A period of the whole stream to the end of the ISO date `last`; none without one."""
    return {"": Period(day_of(act), until=date.fromisoformat(last))} if last else {}


CASE_OVER: frozenset[type[DomainEvent]] = frozenset(
    {
        case.NotRequiredTold,
        case.AcceptanceRefused,
        case.ApplicationLapsed,
        case.PermitGranted,
        case.PermitRefused,
        case.ApplicationWithdrawn,
        case.CaseTerminated,
        case.CaseEndedAtSource,
        material.GapExpired,
        ruling.FilingRecorded,
    }
)
"""Decided or closed: nothing of a case runs on."""

PERMIT_OVER: frozenset[type[DomainEvent]] = frozenset({*ENDINGS, permit.PermitCancelled})
"""Nothing of a permit runs on."""


def _last_day(act: Noted) -> Started:
    return until_end_of(act, act.data.get("validTo"))


def _deems(act: Noted) -> bool:
    """Whether a task that nobody claims is deemed claimed; a reading of history never is."""
    model = act.data.get("claimModel", ClaimModel.EXPLICIT_WITH_FALLBACK)
    return model == ClaimModel.EXPLICIT_WITH_FALLBACK and not act.data.get("historic")


def _levels(act: Noted) -> Started:
    """By the level that follows when it ends: negotiation, then the staffing office's time."""
    negotiation, ruling = act.data["negotiationDays"], act.data["rulingDays"]
    return {
        dispute.ArbitrationLevel.STAFFING_OFFICE.value: Period(day_of(act), negotiation),
        dispute.ArbitrationLevel.GOVERNMENT.value: Period(day_of(act), negotiation + ruling),
    }


_ACCEPTED = {case.CaseAccepted, case.CaseDeemedAccepted, material.AcceptedWithGaps}

KINDS: tuple[Kind, ...] = (
    Kind(
        DEEM_ACCEPTED,
        {case.MaterialsReceived: lambda act: days_after(act, ONE_TIME_NOTICE.days)},
        CASE_OVER | _ACCEPTED | {case.SupplementNoticed},
    ),
    Kind(
        LAPSE,
        {case.SupplementNoticed: lambda act: days_after(act, act.data.get("applicantDays"))},
        CASE_OVER
        | _ACCEPTED
        | {case.SupplementNoticed, case.MaterialsReceived, case.MaterialsResubmitted},
    ),
    Kind(
        EXPIRE_GAPS,
        {
            material.AcceptedWithGaps: lambda act: dict.fromkeys(
                act.data["gaps"], Period(day_of(act), act.data["gapDays"])
            )
        },
        CASE_OVER,
        {material.GapMaterialSupplied: lambda act: act.data["name"]},
    ),
    Kind(
        LAPSE_OPINION,
        {
            opinion.ReviewerOpinionRequested: lambda act: {
                act.data["addressee"]: Period(day_of(act), act.data["dueDays"])
            }
        },
        CASE_OVER,
        {
            opinion.ReviewerOpinionGiven: lambda act: act.data["org"],
            opinion.ReviewerOpinionLapsed: lambda act: act.data["org"],
        },
    ),
    Kind(
        LAPSE_CONSULTATION,
        {
            consultation.ConsultationConvened: lambda act: dict.fromkeys(
                act.data["invited"], Period(day_of(act), act.data["opinionDays"])
            )
        },
        frozenset(
            {consultation.ConsultationHeld, consultation.ConsultationEscalated}
            | {consultation.ConsultationCancelled, consultation.ConsultationConvened}
        ),
        {
            consultation.OpinionGiven: lambda act: act.data["org"],
            consultation.OpinionLapsed: lambda act: act.data["org"],
        },
    ),
    Kind(
        DEEM_CLAIMED,
        {
            task.SupervisionTaskPushed: lambda act: days_after(
                act, act.data.get("claimDays", CLAIMING.days) if _deems(act) else 0
            )
        },
        frozenset(
            {task.TaskClaimed, task.TaskDeemedClaimed, task.TaskReturned, task.SupervisionPlanned}
            | {task.NoOnSiteNeeded, task.SupervisionResultRecorded, task.TaskMooted}
        ),
        again=frozenset({task.TaskRerouted, dispute.ResponsibilityRuled}),
    ),
    Kind(
        ESCALATE,
        {dispute.ResponsibilityDisputeOpened: _levels},
        frozenset({dispute.ResponsibilityRuled, task.TaskMooted}),
        {dispute.DisputeEscalated: lambda act: act.data["level"]},
    ),
    Kind(
        RUN_OUT_PERMIT,
        {
            permit.PermitIssued: _last_day,
            permit.PermitRenewed: _last_day,
            permit.PermitDeemedRenewed: _last_day,
        },
        PERMIT_OVER | {permit.PermitRenewed, permit.PermitDeemedRenewed},
    ),
    Kind(
        END_SUSPENSION,
        {permit.PermitSuspended: lambda act: until_end_of(act, act.data.get("until"))},
        PERMIT_OVER | {permit.SuspensionLifted},
    ),
)

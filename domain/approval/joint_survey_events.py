"""Events of a joint survey: invitees, their absence, observers (S1, S3)."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.shared.event import Code, DomainEvent, Text


class SurveyNotified(DomainEvent):
    """已通知联合踏勘: the lead invites the others. Source: S1「一家牵头、多家响应」."""

    TYPE: ClassVar[str] = "survey.notified"
    case_id: UUID
    lead: Code
    invited: tuple[Code, ...]
    planned_on: date
    place: Text | None = None


class SurveyAttended(DomainEvent):
    """到场: an invited organisation's person is on site. Source: S1「多家响应」."""

    TYPE: ClassVar[str] = "survey.attended"
    case_id: UUID
    org: Code
    person: Code


class SurveyExcused(DomainEvent):
    """请假: an invited organisation has said in time that it cannot come. Source: S1."""

    TYPE: ClassVar[str] = "survey.excused"
    case_id: UUID
    org: Code
    reason: Text


class SurveyDefaulted(DomainEvent):
    """缺席默认: absent without excuse counts as agreed; the duty stays with the absentee.

    Source: S1「缺席默认」. Never for items marked 不适用默认.
    """

    TYPE: ClassVar[str] = "survey.defaulted"
    case_id: UUID
    org: Code


class SurveyOpinionGiven(DomainEvent):
    """联合踏勘意见: what one invited organisation says. Source: S1「联合踏勘」."""

    TYPE: ClassVar[str] = "survey.opinion_given"
    case_id: UUID
    org: Code
    agreed: bool
    opinion: Text | None = None


class ObserverInvited(DomainEvent):
    """邀请观察员: a regulator is asked to watch the survey. Source: S3「观察员参与踏勘」."""

    TYPE: ClassVar[str] = "survey.observer_invited"
    case_id: UUID
    addressee: Code


class ObserverAttended(DomainEvent):
    """观察员到场: the observer is on site. Source: S3「观察员参与踏勘」."""

    TYPE: ClassVar[str] = "survey.observer_attended"
    case_id: UUID
    org: Code
    person: Code


class ObserverRemarked(DomainEvent):
    """观察员意见: a remark, no vote. Source: S3「观察员参与踏勘」."""

    TYPE: ClassVar[str] = "survey.observer_remarked"
    case_id: UUID
    org: Code
    remark: Text


EVENTS: tuple[type[DomainEvent], ...] = (
    SurveyNotified,
    SurveyAttended,
    SurveyExcused,
    SurveyDefaulted,
    SurveyOpinionGiven,
    ObserverInvited,
    ObserverAttended,
    ObserverRemarked,
)

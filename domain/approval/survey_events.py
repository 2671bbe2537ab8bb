"""Events of a survey (踏勘) before and after its conduct (S4「踏勘双备案」「一勘一回访」)."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.registry.standards import SurveyMode
from domain.shared.event import Code, Digest, DomainEvent, Text, Value


class MergeGround(StrEnum):
    """合并踏勘理由: the cases are of one applicant, or of one place. Source: S4「多勘合一」."""

    SUBJECT = "SUBJECT"
    PLACE = "PLACE"


class MergedSurvey(Value):
    """One survey that another takes along on its journey."""

    survey_id: UUID
    case_id: UUID


class SurveyorsAssigned(DomainEvent):
    """已指派踏勘人员: by the survey section, not by the reviewer.

    Source: S4「集中踏勘」; 许可§34. `filing_required`: the item's standard asks for 踏勘双备案 and
    回访, as it stood when this was recorded.
    """

    TYPE: ClassVar[str] = "survey.surveyors_assigned"
    case_id: UUID
    staff: tuple[Code, ...] = Field(min_length=1, max_length=40)
    mode: SurveyMode = SurveyMode.ONSITE
    planned_on: date | None = None
    filing_required: bool = False


class SurveyFiledBefore(DomainEvent):
    """行前备案: filed with the discipline committee before departure. Source: S4「踏勘双备案」."""

    TYPE: ClassVar[str] = "survey.filed_before"
    case_id: UUID
    filing_number: Code | None = None


class SurveyMergePlanned(DomainEvent):
    """合并踏勘安排: this survey takes others along, one journey for all. Source: S4「多勘合一」.

    On the stream of the survey that leads; each of `members` answers with a 多勘合一 of its own.
    """

    TYPE: ClassVar[str] = "survey.merge_planned"
    case_id: UUID
    ground: MergeGround
    members: tuple[MergedSurvey, ...] = Field(min_length=1, max_length=40)


class SurveyMerged(DomainEvent):
    """多勘合一: this survey is done together with another, one journey for both. Source: S4."""

    TYPE: ClassVar[str] = "survey.merged"
    case_id: UUID
    into: UUID
    filing_required: bool = False


class SurveyEntrusted(DomainEvent):
    """委托勘验: done by another organ, as the published list allows. Source: S4; S2「委托核查」."""

    TYPE: ClassVar[str] = "survey.entrusted"
    case_id: UUID
    addressee: Code
    list_entry: Code


class SurveyFiledAfter(DomainEvent):
    """行后备案: filed within a working day of the survey. Source: S4「踏勘双备案」."""

    TYPE: ClassVar[str] = "survey.filed_after"
    case_id: UUID
    filing_number: Code | None = None
    track: Digest | None = None


class ReturnVisitDone(DomainEvent):
    """一勘一回访: the applicant is asked how the surveyors behaved. Source: S4「一勘一回访」.

    `demands`, `gifts`: they asked for something, or took it. `agency_named`: they named an
    intermediary to use (指定中介).
    """

    TYPE: ClassVar[str] = "survey.return_visit_done"
    case_id: UUID
    favourable: bool
    on_time: bool = True
    courteous: bool = True
    demands: bool = False
    gifts: bool = False
    agency_named: bool = False
    note: Text | None = None


EVENTS: tuple[type[DomainEvent], ...] = (
    SurveyorsAssigned,
    SurveyFiledBefore,
    SurveyMergePlanned,
    SurveyMerged,
    SurveyEntrusted,
    SurveyFiledAfter,
    ReturnVisitDone,
)

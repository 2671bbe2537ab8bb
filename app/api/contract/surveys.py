"""Shapes of what is shown of surveys."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from app.api.contract.shapes import Count, Page, Position, Shape

Lack = Literal["NOT_FILED_BEFORE", "NOT_FILED_AFTER", "NOT_VISITED", "UNFAVOURABLE"]


class Survey(Shape):
    """A survey; `dueFrom` is when what comes next is late, `staff` how many went or will go."""

    survey_id: UUID
    case_id: UUID
    case_number: str | None
    item: str | None
    region: str
    native: bool
    state: Literal["ORDERED", "ASSIGNED", "FILED", "NOTIFIED", "CONDUCTED", "CONCLUDED", "VISITED"]
    mode: str | None
    district: str | None
    place: str | None
    ordered_at: datetime | None
    planned_on: date | None
    staff: Count | None
    filing_required: bool
    filed_before_at: datetime | None
    conducted_at: datetime | None
    filed_after_at: datetime | None
    concluded_at: datetime | None
    passed: bool | None
    visited_at: datetime | None
    merged_into: UUID | None
    due_from: datetime | None
    position: Position


class SurveyToSchedule(Survey):
    """`daysLeft`: working days; 0: today, negative: overdue."""

    days_left: int | None


class SurveysToSchedule(Page[SurveyToSchedule]):
    """A page, and how many there are in each district."""

    counts: dict[str, Count]


class Invitee(Shape):
    """An invited organisation; an absentee counts as agreed until it says something itself."""

    org: str
    attendance: Literal["INVITED", "ATTENDED", "EXCUSED", "DEFAULTED"]
    agreed: bool | None
    opinion: str | None


class Observer(Shape):
    """A regulator that watches, without a vote."""

    org: str
    attended: bool
    remarks: list[str]


class Visit(Shape):
    """What the applicant said of the surveyors."""

    favourable: bool
    on_time: bool
    courteous: bool
    demands: bool
    gifts: bool
    agency_named: bool
    note: str | None


class OneSurvey(Survey):
    """`asOfPosition`: what the view had read. `visit`: for discipline inspectors alone."""

    staff_ids: list[str]
    lead: str | None
    invited: list[Invitee]
    observers: list[Observer]
    entrusted_to: str | None
    list_entry: str | None
    members: list[UUID]
    visit: Visit | None
    as_of_position: Position


class LackingSurvey(Survey):
    """What it lacks, and what was heard."""

    lacks: list[Lack]
    visit: Visit | None


class LackingSurveys(Page[LackingSurvey]):
    """A page, and how many lack what."""

    counts: dict[str, Count]

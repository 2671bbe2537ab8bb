"""Commands of one survey before and after its conduct: the imperatives of `survey_events`."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.approval.survey_events import MergedSurvey, MergeGround
from domain.registry.standards import SurveyMode
from domain.shared.command import Command
from domain.shared.event import Code, Digest, Text

Staff = Field(min_length=1, max_length=40)


class AssignSurveyors(Command):
    """指派踏勘人员: by the survey section; surveyors do not choose their cases."""

    NAME: ClassVar[str] = "assign-surveyors"
    case_id: UUID
    staff: tuple[Code, ...] = Staff
    mode: SurveyMode = SurveyMode.ONSITE
    planned_on: date | None = None


class FileSurveyBefore(Command):
    """行前备案."""

    NAME: ClassVar[str] = "file-survey-before"
    filing_number: Code | None = None


class EntrustSurvey(Command):
    """委托勘验: to an organ that the published list names."""

    NAME: ClassVar[str] = "entrust-survey"
    case_id: UUID
    addressee: Code
    list_entry: Code


class MergeSurveys(Command):
    """合并踏勘: the addressed survey leads, `members` go along on its journey."""

    NAME: ClassVar[str] = "merge-surveys"
    ground: MergeGround
    members: tuple[MergedSurvey, ...] = Field(min_length=1, max_length=40)


class JoinMerge(Command):
    """多勘合一: issued by a policy alone, to each member of a planned merge."""

    NAME: ClassVar[str] = "join-merge"
    case_id: UUID
    into: UUID


class ShareConduct(Command):
    """随同踏勘: issued by a policy alone, once the leading survey has taken place."""

    NAME: ClassVar[str] = "share-conduct"
    case_id: UUID
    into: UUID
    staff: tuple[Code, ...] = Staff
    recording: Digest | None = None


class FileSurveyAfter(Command):
    """行后备案: `track` is the digest of where the surveyors went."""

    NAME: ClassVar[str] = "file-survey-after"
    filing_number: Code | None = None
    track: Digest | None = None


class RecordReturnVisit(Command):
    """回访: once a survey, by the discipline or efficiency office."""

    NAME: ClassVar[str] = "record-return-visit"
    favourable: bool
    on_time: bool = True
    courteous: bool = True
    demands: bool = False
    gifts: bool = False
    agency_named: bool = False
    note: Text | None = None

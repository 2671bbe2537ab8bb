"""Commands of a joint survey: the imperatives of `joint_survey_events`."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.shared.command import Command
from domain.shared.event import Code, Text


class NotifySurvey(Command):
    """通知联合踏勘: the caller's organisation leads; a later notice replaces the earlier."""

    NAME: ClassVar[str] = "notify-survey"
    invited: tuple[Code, ...] = Field(min_length=1, max_length=40)
    planned_on: date
    place: Text | None = None


class AttendSurvey(Command):
    """到场: the caller is on site for an invited organisation."""

    NAME: ClassVar[str] = "attend-survey"


class ExcuseSurvey(Command):
    """请假: the caller's organisation cannot come."""

    NAME: ClassVar[str] = "excuse-survey"
    reason: Text


class DeemAgreed(Command):
    """缺席默认: issued by a policy alone, once the survey has taken place."""

    NAME: ClassVar[str] = "deem-agreed"
    org: Code


class GiveSurveyOpinion(Command):
    """联合踏勘意见: of the caller's organisation."""

    NAME: ClassVar[str] = "give-survey-opinion"
    agreed: bool
    opinion: Text | None = None


class InviteObserver(Command):
    """邀请观察员."""

    NAME: ClassVar[str] = "invite-observer"
    addressee: Code


class AttendAsObserver(Command):
    """观察员到场."""

    NAME: ClassVar[str] = "attend-as-observer"


class RemarkAsObserver(Command):
    """观察员意见: a remark, no vote."""

    NAME: ClassVar[str] = "remark-as-observer"
    remark: Text

"""单一期限: periods that run once from one day, without exclusions or extension.

The numbers marked [D] are defaults of this system, not law; a policy in force overrides them
through the `days` argument.
"""

import datetime as dt
from typing import NamedTuple

from domain.timing.calendar import WorkCalendar
from domain.timing.days import CalendarDays, DueDate, WorkingDays, end_of, local_date
from domain.timing.plain_days import subtract_calendar_days


class Limit(NamedTuple):
    """One named period in working days: Chinese and English names, and its legal basis."""

    code: str
    zh: str
    en: str
    days: WorkingDays
    basis: str


ONE_TIME_NOTICE = Limit(
    "one_time_notice", "一次性告知", "one-time notice", WorkingDays(5), "行政许可法 §32(4)"
)
ONLINE_PRE_ACCEPTANCE = Limit(
    "online_pre_acceptance", "网上预受理", "online pre-acceptance", WorkingDays(2), "[D]"
)
RESUBMISSION = Limit(
    "resubmission", "补正后受理", "acceptance after resubmission", WorkingDays(1), "[D]"
)
DELIVERY = Limit(
    "delivery", "颁发送达", "delivery of the permit", WorkingDays(10), "行政许可法 §44"
)
PUBLICITY = Limit(
    "publicity", "双公示", "publicity of the decision", WorkingDays(7), "发改办财金〔2018〕424号"
)
VERIFICATION = Limit(
    "verification", "承诺核查", "verification of the commitment", WorkingDays(60), "[D] 浙江 §14"
)
SIGNING = Limit("signing", "推送签收", "signing of a pushed task", WorkingDays(1), "[D]")
CLAIMING = Limit("claiming", "任务认领", "claim or return of a task", WorkingDays(3), "[D]")

LIMITS = (
    ONE_TIME_NOTICE,
    ONLINE_PRE_ACCEPTANCE,
    RESUBMISSION,
    DELIVERY,
    PUBLICITY,
    VERIFICATION,
    SIGNING,
    CLAIMING,
)

RENEWAL_LEAD = CalendarDays(30)  # 行政许可法 §50; binds the applicant, hence calendar days


class DeemedAcceptance(NamedTuple):
    """逾期不告知视为受理: takes effect on the day of receipt, is known from `at` on."""

    effective: dt.date
    notice_due: DueDate
    at: dt.datetime


class StatedDue(NamedTuple):
    """A deadline that a source states itself, used as stated and not computed."""

    due: DueDate
    instant: dt.datetime

    def is_late(self, at: dt.datetime) -> bool:
        """True if the aware instant `at` is after the stated instant."""
        return at > self.instant


def limit_due(
    calendar: WorkCalendar, start: dt.date, limit: Limit, days: WorkingDays | None = None
) -> DueDate:
    """The due date of a named period from `start`; `days` overrides its default length."""
    return calendar.add_workdays(start, limit.days if days is None else days)


def deemed_acceptance(
    calendar: WorkCalendar,
    received: dt.date,
    answered: dt.date | None = None,
    days: WorkingDays = ONE_TIME_NOTICE.days,
) -> DeemedAcceptance | None:
    """The deemed acceptance that follows unless the office answers in time (行政许可法 §32(4)).

    `answered` is the day of the one-time notice, of acceptance or of refusal; None: no answer.
    The result's `at` (end of the last day) tells from when on it may be recorded.
    """
    due = calendar.add_workdays(received, days)
    if answered is not None and answered <= due.date:
        return None
    return DeemedAcceptance(received, due, end_of(due.date, calendar.zone))


def resubmission_due(
    calendar: WorkCalendar, complete_on: dt.date, days: WorkingDays = RESUBMISSION.days
) -> DueDate:
    """When a completed application must be accepted: `days`, never beyond the 5 of §32(4)."""
    return calendar.add_workdays(complete_on, min(days, ONE_TIME_NOTICE.days))


def last_timely_renewal(expires: dt.date, lead: CalendarDays = RENEWAL_LEAD) -> dt.date:
    """延续申请: the last day to apply, `lead` calendar days before the permit's last day."""
    return subtract_calendar_days(expires, lead)


def stated_due(instant: dt.datetime, calendar: WorkCalendar) -> StatedDue:
    """A source's own deadline (aware instant), shown as a date in the calendar's zone."""
    return StatedDue(DueDate(local_date(instant, calendar.zone), provisional=False), instant)

"""来源期限核对: a deadline that a source states of an act or a case; met or not, and why.

Two views of one deadline: the source's (when it says that the work was finished) and the log's
(when the act occurred). Both compare instants with the deadline as stated: it is the source's own,
so nothing is added to it, and what moves our clocks only explains (domain.md §2.2).
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

Span = tuple[dt.datetime, dt.datetime | None]


class Why(StrEnum):
    """What became of a stated deadline. Each has exactly one."""

    MET = "met"
    ENTERED_LATE = "entered_late"
    DATED_AFTER_FINISH = "dated_after_finish"
    NEVER_ENDED = "never_ended"
    NOT_IN_LOG = "not_in_log"
    DUE_BEFORE_CASE = "late_due_before_case"
    SUSPENDED = "late_suspended"
    EXTENDED_BEFORE_DUE = "late_extended_before_due"
    EXTENDED_AFTER_DUE = "late_extended_after_due"
    AFTER_CLOSE = "late_after_close"
    ON_THE_DAY = "late_on_the_day"
    LATE = "late"


WORDS: dict[Why, tuple[str, str]] = {
    Why.MET: ("两边均按期", "met in both"),
    Why.ENTERED_LATE: (
        "行为按期，事后才登记完成",
        "done in time, entered as finished after it was due",
    ),
    Why.DATED_AFTER_FINISH: (
        "按期登记完成，所载行为日期在期限之后",
        "finished in time, but the act bears a date after it was due",
    ),
    Why.NEVER_ENDED: ("来源未记载完成", "the source never says that it was finished"),
    Why.NOT_IN_LOG: ("未进入日志", "not in the log"),
    Why.DUE_BEFORE_CASE: ("期限早于办件本身", "late in both: it was due before the case was filed"),
    Why.SUSPENDED: ("两边均超期，其间期限中止", "late in both: the term was suspended meanwhile"),
    Why.EXTENDED_BEFORE_DUE: (
        "两边均超期，到期前已延期",
        "late in both: the case's term was extended before this was due",
    ),
    Why.EXTENDED_AFTER_DUE: (
        "两边均超期，到期后才延期",
        "late in both: the case's term was extended only after this was due",
    ),
    Why.AFTER_CLOSE: ("两边均超期，办结之后才做", "late in both: done after the case had closed"),
    Why.ON_THE_DAY: ("两边均超期，仅晚于当日时刻", "late in both, by hours on the day itself"),
    Why.LATE: ("两边均超期", "late in both"),
}
"""Chinese and English words of each class."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One stated deadline: when the source says it was finished, and when our act occurred.

    `finished` None: the source does not say. `occurred` None: the log does not hold the act.
    """

    due: dt.datetime
    finished: dt.datetime | None
    occurred: dt.datetime | None

    @property
    def met_at_source(self) -> bool:
        """In time by the source's own record."""
        return self.finished is not None and self.finished <= self.due

    @property
    def met_in_log(self) -> bool:
        """In time by the act in the log."""
        return self.occurred is not None and self.occurred <= self.due


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to the case that explains lateness. Times are aware.

    `suspended`: spans, the end None while open. `closed`: first end of the case.
    """

    filed: dt.datetime | None = None
    suspended: tuple[Span, ...] = ()
    extended: tuple[dt.datetime, ...] = ()
    closed: dt.datetime | None = None


def why(one: Stated, course: Course, zone: dt.tzinfo) -> Why:
    """The class of a stated deadline; days are those of `zone`."""
    if one.finished is None:
        return Why.NEVER_ENDED
    if one.occurred is None:
        return Why.NOT_IN_LOG
    if one.met_in_log:
        return Why.MET if one.met_at_source else Why.ENTERED_LATE
    if one.met_at_source:
        return Why.DATED_AFTER_FINISH
    return _late(one.due, one.occurred, course, zone)


def _late(due: dt.datetime, done: dt.datetime, course: Course, zone: dt.tzinfo) -> Why:
    if course.filed and due < course.filed:
        return Why.DUE_BEFORE_CASE
    if any(start < done and (end is None or end > due) for start, end in course.suspended):
        return Why.SUSPENDED
    before = [at for at in course.extended if at < done]
    if before:
        return Why.EXTENDED_BEFORE_DUE if min(before) <= due else Why.EXTENDED_AFTER_DUE
    if course.closed and done > course.closed:
        return Why.AFTER_CLOSE
    if done.astimezone(zone).date() == due.astimezone(zone).date():
        return Why.ON_THE_DAY
    return Why.LATE

"""What a clock needs to know of a case, as plain facts and not as events."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from domain.timing.days import NO_DAYS, WorkingDays


class Clock(StrEnum):
    """法定 and 承诺: the two independent clocks of every case."""

    LEGAL = "LEGAL"
    COMMITTED = "COMMITTED"


class Approver(StrEnum):
    """Who approves an extension (行政许可法 §42)."""

    HEAD = "HEAD"  # 本行政机关负责人
    GOVERNMENT = "GOVERNMENT"  # 本级人民政府负责人


class Handling(StrEnum):
    """How the case is handled, which fixes the statutory limit (行政许可法 §42, §43)."""

    SINGLE = "SINGLE"
    JOINT = "JOINT"  # 统一办理、联合办理、集中办理
    LOWER_REVIEW = "LOWER_REVIEW"  # 下级审查后报上级决定


class ProcedureKind(StrEnum):
    """特别程序: the closed list of 行政许可法 §45, plus what another law names expressly."""

    HEARING = "HEARING"
    TENDER = "TENDER"
    AUCTION = "AUCTION"
    INSPECTION = "INSPECTION"
    TESTING = "TESTING"
    QUARANTINE = "QUARANTINE"
    APPRAISAL = "APPRAISAL"
    EXPERT_REVIEW = "EXPERT_REVIEW"
    OTHER_LAW = "OTHER_LAW"


@dataclass(frozen=True, slots=True)
class StatutoryLimit:
    """办理期限: the limit, the longest extension (0: none), and who may approve it."""

    days: WorkingDays
    extension: WorkingDays
    approver: Approver | None
    basis: str


STATUTORY = {
    Handling.SINGLE: StatutoryLimit(
        WorkingDays(20), WorkingDays(10), Approver.HEAD, "行政许可法 §42(1)"
    ),
    Handling.JOINT: StatutoryLimit(
        WorkingDays(45), WorkingDays(15), Approver.GOVERNMENT, "行政许可法 §42(2)"
    ),
    Handling.LOWER_REVIEW: StatutoryLimit(WorkingDays(20), WorkingDays(0), None, "行政许可法 §43"),
}


@dataclass(frozen=True, slots=True)
class ProcedureSpan:
    """特别程序, running over (started, ended]; `ended` None while it is open.

    `noticed` is the time told to the applicant in writing (None: no time was told), `extended`
    what was approved on top; `notice_served` False means that §45 was not kept (rule P-08).
    """

    kind: ProcedureKind
    started: dt.date
    ended: dt.date | None
    noticed: WorkingDays | None
    extended: WorkingDays = NO_DAYS
    notice_served: bool = True

    @property
    def is_open(self) -> bool:
        """True while the procedure has not ended."""
        return self.ended is None


@dataclass(frozen=True, slots=True)
class Extension:
    """延长期限 as recorded, lawful or not: the clock decides whether it counts.

    `days` None means the whole statutory extension; `approver` None, that nobody is recorded.
    """

    days: WorkingDays | None
    approved_on: dt.date
    approver: Approver | None
    notice_served: bool = True


@dataclass(frozen=True, slots=True)
class CaseTimes:
    """The facts of one case that move its due dates.

    `start` is the effective date of acceptance: for a deemed acceptance the day of receipt, for
    joint handling the unified acceptance. `legal` None means the statutory limit of `handling`;
    `committed` None means that nothing shorter was promised.
    """

    start: dt.date
    legal: WorkingDays | None = None
    committed: WorkingDays | None = None
    handling: Handling = Handling.SINGLE
    procedures: tuple[ProcedureSpan, ...] = ()
    extensions: tuple[Extension, ...] = ()

    def limit(self, clock: Clock) -> WorkingDays:
        """The limit in working days, before exclusions and extension."""
        legal = STATUTORY[self.handling].days if self.legal is None else self.legal
        if clock is Clock.COMMITTED and self.committed is not None:
            return self.committed
        return legal

"""The closed lists and values of an inspection (检查, domain.md §3.5)."""

from enum import StrEnum

from domain.shared.event import Code, Text, Value


class InspectionTrigger(StrEnum):
    """检查来源: what it rests on. Complaints and clues are outside the yearly cap.

    Source: domain.md §3.5, fact 22.
    """

    PLAN = "PLAN"
    DRAW = "DRAW"
    TASK = "TASK"
    COMMITMENT = "COMMITMENT"
    COMPLAINT = "COMPLAINT"
    CLUE = "CLUE"


class CheckOutcome(StrEnum):
    """检查项结果."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    NOT_CHECKED = "NOT_CHECKED"


class Gravity(StrEnum):
    """问题程度."""

    MINOR = "MINOR"
    SERIOUS = "SERIOUS"
    CRITICAL = "CRITICAL"


class PenaltyKind(StrEnum):
    """处罚种类. Source: 处罚§9."""

    WARNING = "WARNING"
    PUBLIC_CRITICISM = "PUBLIC_CRITICISM"
    FINE = "FINE"
    CONFISCATION = "CONFISCATION"
    PERMIT_SUSPENDED = "PERMIT_SUSPENDED"
    PERMIT_DOWNGRADED = "PERMIT_DOWNGRADED"
    PERMIT_REVOKED = "PERMIT_REVOKED"
    ACTIVITY_RESTRICTED = "ACTIVITY_RESTRICTED"
    BUSINESS_STOPPED = "BUSINESS_STOPPED"
    BUSINESS_CLOSED = "BUSINESS_CLOSED"
    EMPLOYMENT_RESTRICTED = "EMPLOYMENT_RESTRICTED"
    DETENTION = "DETENTION"
    OTHER_BY_LAW = "OTHER_BY_LAW"


class NoPenaltyGround(StrEnum):
    """不予处罚情形. Source: 处罚§33, §36, §57."""

    MINOR_AND_CORRECTED = "MINOR_AND_CORRECTED"
    FIRST_AND_CORRECTED = "FIRST_AND_CORRECTED"
    NO_FAULT = "NO_FAULT"
    TIME_BARRED = "TIME_BARRED"
    NOT_ESTABLISHED = "NOT_ESTABLISHED"
    OTHER_BY_LAW = "OTHER_BY_LAW"


class Officer(Value):
    """执法人员: the person behind the post, and the licence (执法证号) as shown."""

    person_id: Code
    licence: Code | None = None


class CheckedItem(Value):
    """One line of the published list, as found."""

    name: Text
    outcome: CheckOutcome
    gravity: Gravity | None = None
    note: Text | None = None

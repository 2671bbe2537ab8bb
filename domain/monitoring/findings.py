"""What a rule tells: a finding with its evidence, its steps, and why it no longer stands."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """提示, 预警, 黄牌, 红牌, 线索."""

    HINT = "HINT"
    WARN = "WARN"
    YELLOW = "YELLOW"
    RED = "RED"
    CLUE = "CLUE"


class Party(StrEnum):
    """通知对象 (domain.md §6): who is told of a finding."""

    HANDLER = "HANDLER"
    CERTIFIER = "CERTIFIER"
    SECTION_HEAD = "SECTION_HEAD"
    BUREAU = "BUREAU"
    EFFICIENCY = "EFFICIENCY"
    DISCIPLINE = "DISCIPLINE"
    LIAISON = "LIAISON"
    APPLICANT = "APPLICANT"
    LEADER = "LEADER"
    ARBITER = "ARBITER"


LATE_REPORT = "LATE_REPORT"
"""销案事由: an act that was done in time, or in order, was recorded only after the finding."""


@dataclass(frozen=True, slots=True)
class Reached:
    """One severity of a finding, since when, and for what."""

    severity: Severity
    since: dt.datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One irregularity: since when, and the positions in the log that prove it.

    `steps` are the severities reached one after the other, the last of them in force; `cancelled`
    says why it no longer stands (empty: it does) and `cancelled_by` the position of the act that
    says so. A cancelled finding is kept, since somebody may have been told of it.
    """

    rule: str
    severity: Severity
    since: dt.datetime
    evidence: tuple[int, ...] = ()
    person: str | None = None
    post: str | None = None
    note: str = ""
    org: str | None = None
    steps: tuple[Reached, ...] = ()
    cancelled: str = ""
    cancelled_by: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its name, legal article, the severities that it may raise and whom it tells.

    `check` yields findings from a `CaseView`, or duties from a `duties.DutyView`.
    """

    id: str
    zh: str
    en: str
    law: str
    severity: tuple[Severity, ...]
    notify: tuple[Party, ...]
    check: Callable[[Any], Iterable[Any]]

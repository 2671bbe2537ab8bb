"""程序规则: what a decision and a certificate must rest on (domain.md §6, P-01, P-06, P-10).

Each compares instants of occurrence. What had occurred in time but was recorded after the act that
rests on it leaves a cancelled finding: until then the log showed a breach.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from domain.approval import events as e
from domain.monitoring.facts import CaseFacts, instant
from domain.monitoring.findings import LATE_REPORT, Finding, Severity
from domain.registry.standards import FlowProfile

_REVIEWED: frozenset[FlowProfile] = frozenset({FlowProfile.FIVE_STAGE})
"""Flows whose review is a stage of its own; in two levels the decision is the review (S1)."""

Rows = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Before:
    """The acts of a case that had occurred by an instant and were recorded by a position."""

    facts: CaseFacts
    at: str
    position: int | None = None

    def rows(self, name: str) -> Rows:
        """Remembered acts of one kind (`CaseFacts.acts`), in the order in which they occurred."""
        return self._within(self.facts.acts.get(name, ()))

    @property
    def started(self) -> Rows:
        """Special procedures begun; the fourth column names the kind."""
        return self._within(self.facts.started)

    @property
    def finished(self) -> Rows:
        """Special procedures ended."""
        return self._within(self.facts.finished)

    def positions(self) -> list[int]:
        """Where all of these stand in the log."""
        rows = [row for name in self.facts.acts for row in self.rows(name)]
        return [row[2] for row in (*rows, *self.finished)]

    def _within(self, rows: Iterable[list[Any]]) -> Rows:
        found = (
            row
            for row in rows
            if row[0] <= self.at and (self.position is None or row[2] <= self.position)
        )
        return sorted(found, key=lambda row: row[:3])


def skipped(before: Before, profile: FlowProfile | None, survey: bool) -> str:
    """The required stages that are missing, joined by "+"; empty if none is."""
    missing = []
    reviewed = bool(before.rows("reviewed"))
    if profile in _REVIEWED and not reviewed:
        missing.append("REVIEW")
    computed = any(row[3] for row in before.rows("computed"))
    if profile is FlowProfile.INSTANT and not reviewed and not computed:
        missing.append("RULES")
    if survey and not before.rows("surveyed") and not before.rows("concluded"):
        missing.append("SURVEY")
    awaited = [row[3] for row in before.started]
    for row in before.finished:
        if row[3] in awaited:
            awaited.remove(row[3])
    if awaited:
        missing.append("OPINION")
    return "+".join(missing)


def unconcluded(before: Before, survey: bool) -> str:
    """Whether a required or ordered survey has no result."""
    concluded = {row[3] for row in before.rows("concluded")}
    ordered = {row[3] for row in before.rows("ordered")}
    if ordered - concluded or (survey and not concluded):
        return "SURVEY_NOT_CONCLUDED"
    return ""


def uncovered(before: Before, certificate: list[Any]) -> str:
    """Why a certificate has no decision that it may rest on; empty if it has one."""
    decisions = before.rows("decided")
    if not decisions:
        return "NO_DECISION"
    # Of a grant and a refusal that no source has put in order, the grant is taken as the last.
    last = max(decisions, key=lambda row: (*row[:2], row[3][0] == e.PermitGranted.TYPE, row[2]))
    kind, until, decided = last[3]
    if kind != e.PermitGranted.TYPE:
        return "REFUSED"
    day, certified = certificate[3]
    if until is not None and until < day:
        return "EXPIRED"
    return "OTHER_ITEM" if certified and decided and certified != decided else ""


def judged(
    rule: str, facts: CaseFacts, act: list[Any], breach: Callable[[Before], str]
) -> Iterator[Finding]:
    """A finding where `breach` names one of `act`; a cancelled one where it did when the act was
    recorded and no longer does."""
    known = Before(facts, act[0])
    since, found = instant(act[0]), breach(known)
    if found:
        yield Finding(rule, Severity.RED, since, (act[2],), note=found)
        return
    then = breach(Before(facts, act[0], act[2]))
    if then:
        healed = _healed(facts, act, breach, known.positions())
        evidence = tuple(sorted((act[2], healed)))
        yield Finding(
            rule, Severity.RED, since, evidence, note=then,
            cancelled=LATE_REPORT, cancelled_by=healed,
        )  # fmt: skip


def _healed(
    facts: CaseFacts, act: list[Any], breach: Callable[[Before], str], positions: list[int]
) -> int:
    """The first position with which the act is in order."""
    later = sorted(position for position in positions if position > act[2])
    return next(one for one in later if not breach(Before(facts, act[0], one)))

"""监察规则: facts and calendar in, findings out (domain.md §6). One explicit list, `RULES`.

A rule signals and evidences; it decides nothing about a person. With `now` given it tells what
holds at that instant; without, only what no later instant can change, which is what is stored.
Findings follow from the facts alone: a late report, a new calendar version, may raise or moot one.
"""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from domain.approval import events as e
from domain.approval.stages import APART, Stage
from domain.monitoring.admission_rules import CASE_RULES as ADMISSION_CASE_RULES
from domain.monitoring.admission_rules import DUTY_RULES as ADMISSION_DUTY_RULES
from domain.monitoring.case_view import CaseView
from domain.monitoring.circle_rules import CIRCLE_RULES
from domain.monitoring.consultation_duties import DUTY_RULES as CONSULTATION_DUTY_RULES
from domain.monitoring.dispute_duties import ALSO as DISPUTE_ALSO
from domain.monitoring.dispute_duties import DUTY_RULES as DISPUTE_DUTY_RULES
from domain.monitoring.document_duties import DUTY_RULES as DOCUMENT_DUTY_RULES
from domain.monitoring.duties import Duty, DutyView
from domain.monitoring.facts import CaseFacts, instant
from domain.monitoring.findings import Finding, Party, Rule, Severity
from domain.monitoring.inspection_duties import ALSO as INSPECTION_ALSO
from domain.monitoring.inspection_duties import DUTY_RULES as INSPECTION_DUTY_RULES
from domain.monitoring.irregular import (
    irregular_extension,
    irregular_special_procedure,
    repeated_supplement,
)
from domain.monitoring.item_rules import ITEM_RULES
from domain.monitoring.linkage import not_pushed, push_unanswered, verification_overdue
from domain.monitoring.permit_duties import renewal_undecided
from domain.monitoring.procedure import judged, skipped, unconcluded, uncovered
from domain.monitoring.qualified import CASE_RULES as QUALIFIED_CASE_RULES
from domain.monitoring.result_duties import late_delivery, late_publicity
from domain.monitoring.special_duties import special_procedure_overrun
from domain.monitoring.stage_duties import stage_overtime
from domain.monitoring.survey_rules import CASE_RULES as SURVEY_CASE_RULES
from domain.monitoring.survey_rules import DUTY_RULES as SURVEY_DUTY_RULES
from domain.monitoring.unauthorised import unauthorised
from domain.registry.standards import FlowProfile
from domain.timing.calendar import WorkCalendar
from domain.timing.days import shanghai_date


def _proof(facts: CaseFacts, *marks: str) -> tuple[int, ...]:
    return tuple(sorted({facts.marks[mark][2] for mark in marks if mark in facts.marks}))


def committed_limit_near(view: CaseView) -> Iterator[Finding]:
    """承诺将到期: two working days or fewer are left, undecided."""
    dates, now = view.dates, view.now
    if now is None or dates.judged_at or dates.warn_from is None or now < dates.warn_from:
        return
    passed = [at for at in (dates.committed_from, dates.legal_from) if at and now >= at]
    if not passed:
        yield Finding("T-01", Severity.WARN, dates.warn_from, _proof(view.facts, "accepted"))


def committed_limit_passed(view: CaseView) -> Iterator[Finding]:
    """承诺超期: decided after the committed due date, or not decided yet."""
    yield from _passed(view, "T-02", Severity.YELLOW, view.dates.committed_from)


def legal_limit_passed(view: CaseView) -> Iterator[Finding]:
    """法定超期: decided after the legal due date, or not decided yet."""
    yield from _passed(view, "T-03", Severity.RED, view.dates.legal_from)


def _passed(
    view: CaseView, rule: str, severity: Severity, late: dt.datetime | None
) -> Iterator[Finding]:
    at = view.dates.judged_at or view.now
    if late is not None and at is not None and at >= late:
        marks = ("accepted", "decided", "ended") if view.dates.judged_at else ("accepted",)
        yield Finding(rule, severity, late, _proof(view.facts, *marks))


def one_time_notice(view: CaseView) -> Iterator[Finding]:
    """一次性告知将逾期/已逾期: four, then five working days have ended without an answer."""
    dates = view.dates
    if dates.notice_from is None or dates.notice_warn_from is None:
        return
    accepted = view.facts.marks.get("accepted")
    deemed = accepted is not None and accepted[4] == e.CaseDeemedAccepted.TYPE
    at = dates.answered_at or view.now
    if (deemed and "answered" not in view.facts.marks) or (at and at >= dates.notice_from):
        proof = _proof(view.facts, "received", "answered", "accepted")
        yield Finding("T-04", Severity.YELLOW, dates.notice_from, proof)
    elif dates.answered_at is None and at and at >= dates.notice_warn_from:
        proof = _proof(view.facts, "received")
        yield Finding("T-04", Severity.WARN, dates.notice_warn_from, proof)


def same_person_in_two_stages(view: CaseView) -> Iterator[Finding]:
    """一人多环节: one person acted in two stages that the item's profile keeps apart."""
    name = view.facts.profile or view.terms.profile
    if name is None:
        return  # nobody has said which stages must be apart
    people = [person for seen in view.facts.hands.values() for person in seen]
    if len(set(people)) == len(people):
        return
    apart = APART[FlowProfile(name)]
    seen = [
        (person, Stage(stage), act)
        for stage, people in view.facts.hands.items()
        for person, act in people.items()
    ]
    seen.sort(key=lambda one: (one[0], one[2][:3]))
    for index, (person, stage, act) in enumerate(seen):
        earlier = [
            (other, first[2])
            for who, other, first in seen[:index]
            if who == person and frozenset((stage, other)) in apart
        ]
        if earlier:
            stages = "+".join(sorted({stage.value, *(other.value for other, _ in earlier)}))
            proof = tuple(sorted({act[2], *(position for _, position in earlier)}))
            since = instant(act[0])
            yield Finding("P-02", Severity.RED, since, proof, person, act[3], stages)


_PREDECESSORS = (
    ("accepted", "received"),
    ("decided", "accepted"),
    ("certified", "decided"),
    ("delivered", "decided"),
)


def back_dated(view: CaseView) -> Iterator[Finding]:
    """倒签补录: entered here more than a working day late, or dated before what precedes it."""
    for lag in view.facts.lags:
        if (found := _entered_late(view.calendar, *lag)) is not None:
            yield found
    for row in view.facts.backdated:
        yield _before_recorded(*row)
    for later, earlier in _PREDECESSORS:
        after, before = view.facts.marks.get(later), view.facts.marks.get(earlier)
        if after and before and after[3] < before[3]:
            proof = _proof(view.facts, later, earlier)
            yield Finding(
                "D-01", Severity.RED, instant(after[0]), proof, note=f"{later}<{earlier}".upper()
            )


# A case is judged again after each of its acts; what its earlier acts were found to be stays.
@lru_cache(maxsize=8192)
def _entered_late(
    calendar: WorkCalendar,
    position: int,
    occurred: str,
    recorded: str,
    person: str,
    post: str | None,
) -> Finding | None:
    since = instant(recorded)
    if calendar.workdays_between(shanghai_date(instant(occurred)), shanghai_date(since)) <= 1:
        return None
    return Finding("D-01", Severity.RED, since, (position,), person, post, "LATE_ENTRY")


@lru_cache(maxsize=8192)
def _before_recorded(
    position: int, _occurred: str, recorded: str, person: str, post: str | None
) -> Finding:
    note = "BEFORE_RECORDED"
    return Finding("D-01", Severity.RED, instant(recorded), (position,), person, post, note)


def skipped_stage(view: CaseView) -> Iterator[Finding]:
    """环节缺失: decided without the review, the survey or the opinion that the flow requires."""
    name = view.facts.profile or view.terms.profile
    profile = FlowProfile(name) if name else None
    survey = view.facts.survey or view.terms.survey_required
    for act in _earliest(view.facts, "decided"):
        yield from judged("P-01", view.facts, act, lambda known: skipped(known, profile, survey))


def decision_before_survey(view: CaseView) -> Iterator[Finding]:
    """踏勘未出结论即准予: a permit was granted before a required or ordered survey was
    concluded."""
    survey = view.facts.survey or view.terms.survey_required
    for act in _earliest(view.facts, "decided", e.PermitGranted.TYPE):
        yield from judged("P-06", view.facts, act, lambda known: unconcluded(known, survey))


def certificate_without_decision(view: CaseView) -> Iterator[Finding]:
    """无决定制证: a certificate was made without a valid grant, or for something else than was
    granted."""
    for act in sorted(view.facts.acts.get("certified", ()), key=lambda row: row[:3]):
        yield from judged("P-10", view.facts, act, lambda known, act=act: uncovered(known, act))


def _earliest(facts: CaseFacts, name: str, kind: str | None = None) -> list[list[Any]]:
    """The first act of a kind, if there is one."""
    rows = [row for row in facts.acts.get(name, ()) if kind is None or row[3][0] == kind]
    return sorted(rows, key=lambda row: row[:3])[:1]


_CASE_RULES: tuple[Rule, ...] = (
    Rule(
        "T-01", "承诺将到期", "committed limit near", "许可§42", (Severity.WARN,),
        (Party.HANDLER, Party.SECTION_HEAD), committed_limit_near,
    ),
    Rule(
        "T-02", "承诺超期", "committed limit passed", "许可§42", (Severity.YELLOW,),
        (Party.HANDLER, Party.SECTION_HEAD, Party.EFFICIENCY), committed_limit_passed,
    ),
    Rule(
        "T-03", "法定超期", "legal limit passed", "许可§42, §74(2)", (Severity.RED,),
        (
            Party.HANDLER, Party.SECTION_HEAD, Party.BUREAU, Party.EFFICIENCY, Party.DISCIPLINE,
            Party.APPLICANT,
        ),
        legal_limit_passed,
    ),
    Rule(
        "T-04", "一次性告知逾期", "one-time notice near or passed", "许可§32(4), §72(4)",
        (Severity.WARN, Severity.YELLOW),
        (Party.HANDLER, Party.SECTION_HEAD, Party.EFFICIENCY, Party.APPLICANT), one_time_notice,
    ),
    Rule(
        "P-01", "环节缺失", "skipped stage", "许可§34, §38", (Severity.RED,),
        (Party.EFFICIENCY, Party.BUREAU, Party.DISCIPLINE), skipped_stage,
    ),
    Rule(
        "P-02", "一人多环节", "same person in two stages", "许可§69, §74(1)", (Severity.RED,),
        (Party.EFFICIENCY, Party.DISCIPLINE), same_person_in_two_stages,
    ),
    Rule(
        "P-06", "踏勘未出结论即准予", "decision before survey result", "许可§34", (Severity.RED,),
        (Party.EFFICIENCY, Party.BUREAU, Party.DISCIPLINE), decision_before_survey,
    ),
    Rule(
        "P-07", "重复补正", "repeated supplement", "许可§32(4), §72(4)", (Severity.YELLOW,),
        (Party.HANDLER, Party.SECTION_HEAD, Party.EFFICIENCY, Party.APPLICANT),
        repeated_supplement,
    ),
    Rule(
        "P-08", "特别程序未告知或不在清单", "special procedure without notice or not on the list",
        "许可§45", (Severity.YELLOW,), (Party.HANDLER, Party.SECTION_HEAD, Party.EFFICIENCY),
        irregular_special_procedure,
    ),
    Rule(
        "P-09", "违规延期", "irregular extension", "许可§42", (Severity.RED,),
        (Party.HANDLER, Party.BUREAU, Party.EFFICIENCY), irregular_extension,
    ),
    Rule(
        "P-10", "无决定制证", "certificate without decision", "许可§39, §44", (Severity.RED,),
        (Party.CERTIFIER, Party.EFFICIENCY, Party.DISCIPLINE), certificate_without_decision,
    ),
    Rule(
        "D-01", "倒签补录", "back-dated act", "监察法§11", (Severity.RED,),
        (Party.EFFICIENCY, Party.DISCIPLINE), back_dated,
    ),
    Rule(
        "D-02", "无权办理", "act by an unauthorised organisation", "许可§69, §74(1)",
        (Severity.RED,), (Party.BUREAU, Party.EFFICIENCY, Party.DISCIPLINE), unauthorised,
    ),
    *QUALIFIED_CASE_RULES,
    *SURVEY_CASE_RULES,
    *ADMISSION_CASE_RULES,
)  # fmt: skip
_DUTY_RULES: tuple[Rule, ...] = (
    Rule(
        "T-05", "特别程序超期", "special procedure overrun", "许可§45",
        (Severity.WARN, Severity.YELLOW, Severity.RED),
        (Party.HANDLER, Party.SECTION_HEAD, Party.EFFICIENCY), special_procedure_overrun,
    ),
    Rule(
        "T-06", "环节超时", "stage overtime", "许可§42", (Severity.HINT, Severity.YELLOW),
        (Party.HANDLER, Party.SECTION_HEAD), stage_overtime,
    ),
    Rule(
        "T-07", "送达逾期", "late delivery", "许可§44", (Severity.YELLOW,),
        (Party.HANDLER, Party.EFFICIENCY, Party.APPLICANT), late_delivery,
    ),
    Rule(
        "T-08", "双公示逾期", "late publicity", "发改办财金〔2018〕424号", (Severity.YELLOW,),
        (Party.SECTION_HEAD, Party.EFFICIENCY, Party.LIAISON), late_publicity,
    ),
    Rule(
        "T-10", "延续将默认准予", "renewal about to be deemed granted", "许可§50",
        (Severity.WARN, Severity.RED),
        (Party.HANDLER, Party.SECTION_HEAD, Party.BUREAU, Party.EFFICIENCY), renewal_undecided,
    ),
    Rule(
        "L-01", "未推送", "not pushed, or to the wrong organisation", "浙江§33", (Severity.YELLOW,),
        (Party.BUREAU, Party.EFFICIENCY, Party.LIAISON), not_pushed,
    ),
    Rule(
        "L-02", "推送未签收认领", "push not signed, claimed or planned", "许可§77",
        (Severity.WARN, Severity.YELLOW), (Party.LIAISON, Party.EFFICIENCY), push_unanswered,
    ),
    Rule(
        "C-01", "承诺核查逾期", "verification overdue", "浙江§14, 许可§61",
        (Severity.WARN, Severity.YELLOW, Severity.RED), (Party.LIAISON, Party.EFFICIENCY),
        verification_overdue,
    ),
    *DISPUTE_DUTY_RULES,
    *SURVEY_DUTY_RULES,
    *ADMISSION_DUTY_RULES,
    *DOCUMENT_DUTY_RULES,
    *CONSULTATION_DUTY_RULES,
    *INSPECTION_DUTY_RULES,
)  # fmt: skip
RULES: tuple[Rule, ...] = (*_CASE_RULES, *_DUTY_RULES, *CIRCLE_RULES, *ITEM_RULES)


def findings(view: CaseView) -> tuple[Finding, ...]:
    """Everything that every rule finds in a case, in the order of `RULES`."""
    return tuple(finding for rule in _CASE_RULES for finding in rule.check(view))


def standing(view: CaseView) -> tuple[Finding, ...]:
    """The findings that have not been cancelled."""
    return tuple(finding for finding in findings(view) if not finding.cancelled)


def duties(view: DutyView) -> tuple[Duty, ...]:
    """Every duty of an outcome, a task or a commitment, in the order of `RULES`."""
    checks = (*(rule.check for rule in _DUTY_RULES), *DISPUTE_ALSO, *INSPECTION_ALSO)
    return tuple(duty for check in checks for duty in check(view))

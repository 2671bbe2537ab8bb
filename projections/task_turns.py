"""What the inbox keeps of the turns of a task: who had it first, how it was answered, and so on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, LiteralString

from domain.supervision import dispute_events as d
from domain.supervision import events as e
from domain.timing.calendar import WorkCalendar
from domain.timing.days import DueDate, WorkingDays, end_of, shanghai_date
from projections.reader import Recorded

REROUTE_DAYS = WorkingDays(1)  # [D] domain.md §2.5: the office re-routes in one working day
FEEDBACK_DAYS = WorkingDays(1)  # 晋城§6; domain.md §3.4
DDL: LiteralString = """territory text, lead text, claim_model text, pushed_to text,
            first_pushed_at timestamptz, sign_by timestamptz, answered_at timestamptz,
            claimed_at timestamptz, resulted_at timestamptz, feedback_by timestamptz,
            fed_back_at timestamptz, interim_org text, interim_basis text, dispute_level text,
            disputed_at timestamptz, ruling_number text"""
COLUMNS = (
    "territory", "lead", "claim_model", "pushed_to", "first_pushed_at", "sign_by", "answered_at",
    "claimed_at", "resulted_at", "feedback_by", "fed_back_at", "interim_org", "interim_basis",
    "dispute_level", "disputed_at", "ruling_number",
)  # fmt: skip
_LAST = {
    e.TaskClaimed.TYPE: "claimed",
    e.TaskReturned.TYPE: "returned",
    e.SupervisionResultRecorded.TYPE: "resulted",
    e.FeedbackPushed.TYPE: "fed_back",
}
_ANSWERS = frozenset(
    event.TYPE
    for event in (
        e.TaskSigned, e.TaskClaimed, e.TaskReturned, e.SupervisionPlanned, e.NoOnSiteNeeded,
        e.SupervisionResultRecorded, e.TaskMooted,
    )
)  # fmt: skip
_DISPUTE = {
    d.ResponsibilityDisputeOpened.TYPE: ("interimOrg", "basis", "negotiationDays", "rulingDays"),
    d.DisputeEscalated.TYPE: ("level",),
    d.ResponsibilityRuled.TYPE: ("rulingNumber",),
}
_LEVEL = d.ArbitrationLevel
Facts = dict[str, Any]


def note(facts: Facts, key: list[Any], event: Recorded) -> None:
    """Take in one act, in whatever order acts arrive; `key` is the order in which they occurred."""
    kind = event.type
    if kind == e.SupervisionTaskPushed.TYPE:
        facts["first"] = [key[0], event.data["recipient"], event.legal_day]
    if kind in _ANSWERS and key < facts.get("answered", ["~"]):
        facts["answered"] = key
    if (name := _LAST.get(kind)) and key > facts.get(name, [""]):
        facts[name] = key
    if kind in _DISPUTE and key > facts.get(kind, [[""]])[0]:
        said = {name: event.data[name] for name in _DISPUTE[kind] if name in event.data}
        facts[kind] = [key, event.legal_day, said]


def ends(facts: Facts, state: str, calendar: WorkCalendar) -> DueDate | None:
    """When the office must have routed a returned task on, or a level of the dispute is over."""
    if state == "TO_REROUTE" and "returned" in facts:
        return calendar.add_workdays(_day(facts["returned"]), REROUTE_DAYS)
    opened = facts.get(d.ResponsibilityDisputeOpened.TYPE)
    if state != "IN_ARBITRATION" or opened is None or level(facts) is _LEVEL.GOVERNMENT:
        return None
    days = opened[2]["negotiationDays"]
    if level(facts) is _LEVEL.STAFFING_OFFICE:
        days += opened[2]["rulingDays"]
    return calendar.add_workdays(date.fromisoformat(opened[1]), WorkingDays(days))


def level(facts: Facts) -> d.ArbitrationLevel:
    """At which level the dispute is."""
    escalated = facts.get(d.DisputeEscalated.TYPE)
    return _LEVEL(escalated[2]["level"]) if escalated else _LEVEL.NEGOTIATION


def values(facts: Facts, calendar: WorkCalendar) -> Sequence[object]:
    """The row's part in the order of `COLUMNS`; `interim_org` while it answers alone."""
    at, to, day = facts.get("first", [None, None, None])
    sign_by = feedback_by = None
    if day and not facts["historic"] and facts.get("model") != "DEEMED":
        sign_by = _end(calendar, date.fromisoformat(day), WorkingDays(facts["days"][0]))
    if "resulted" in facts:
        feedback_by = _end(calendar, _day(facts["resulted"]), FEEDBACK_DAYS)
    opened = facts.get(d.ResponsibilityDisputeOpened.TYPE)
    ruled = facts.get(d.ResponsibilityRuled.TYPE)
    disputed = opened is not None and facts["state"][3] == "IN_ARBITRATION"
    return (
        facts.get("territory"), facts.get("lead"), facts.get("model"), to, at, sign_by,
        _at(facts, "answered"), _at(facts, "claimed"), _at(facts, "resulted"), feedback_by,
        _at(facts, "fed_back"), opened[2]["interimOrg"] if disputed else None,
        opened[2].get("basis") if disputed else None, level(facts).value if opened else None,
        opened[0][0] if opened else None, ruled[2]["rulingNumber"] if ruled else None,
    )  # fmt: skip


def _at(facts: Facts, name: str) -> str | None:
    return facts[name][0] if name in facts else None


def _day(key: list[Any]) -> date:
    return shanghai_date(datetime.fromisoformat(key[0]))


def _end(calendar: WorkCalendar, start: date, days: WorkingDays) -> datetime:
    return end_of(calendar.add_workdays(start, days).date, calendar.zone)

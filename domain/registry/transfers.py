"""划转、更正、评估: guards on how responsibility moves (domain.md §1.1)."""

from domain.registry import power_commands as c
from domain.registry.commands import AssignResponsibility
from domain.registry.events import ResponsibilityAssigned
from domain.registry.institution import Institution
from domain.registry.known import need_item, need_organisation, need_period
from domain.registry.powers import (
    ResponsibilityCorrected,
    ResponsibilityTransferred,
    TransferAssessed,
)
from domain.registry.responsibilities import Record
from domain.registry.territories import need_overseeing
from domain.shared.errors import Invalid, Refused
from domain.shared.event import DomainEvent

Events = tuple[DomainEvent, ...]


def _records(
    state: Institution, command: AssignResponsibility | c.TransferResponsibility
) -> list[Record]:
    """What is on record about the same part of the region."""
    known = state.competence.records.get((command.item_code, command.function), ())
    return [one for one in known if one.territory == command.territory]


def assign(state: Institution, command: AssignResponsibility) -> Events:
    """确定责任: nothing new where the latest record says the same."""
    need_item(state, command.item_code)
    need_organisation(state, command.org)
    need_period(command.valid_from, command.valid_to)
    need_overseeing(command.function, command.territory)
    records = _records(state, command)
    last = records[-1].answer if records else None
    wanted = (command.org, command.valid_from, command.valid_to)
    if last and (last.org, last.valid_from, last.valid_to) == wanted:
        return ()
    return (ResponsibilityAssigned(**dict(command)),)


def transfer(state: Institution, command: c.TransferResponsibility) -> Events:
    """事项划转: from whoever answers on that day, to another."""
    need_item(state, command.item_code)
    need_organisation(state, command.to_org, "toOrg")
    need_overseeing(command.function, command.territory)
    if command.from_org == command.to_org:
        raise Invalid(
            "transfer-to-itself", "划出与划入机构相同", "both organisations are the same",
            fields=("toOrg",),
        )  # fmt: skip
    records = _records(state, command)
    last = records[-1] if records else None
    wanted = (command.in_flight, command.valid_from, command.to_org)
    if last and (last.in_flight, last.valid_from, last.org) == wanted:
        return ()
    if any(one.valid_from > command.valid_from for one in records):
        raise Refused(
            "transfer-before-later-change",
            "此日之后已有职责变动，请先更正",
            "a change with a later date is on record; correct that first",
        )
    held = state.responsible(
        command.item_code, command.function, command.valid_from, territory=command.territory
    )
    if held is None or held.org != command.from_org:
        raise Refused(
            "transfer-not-responsible",
            "划出机构该日不承担此职责",
            "the organisation that gives it away does not answer for it on that day",
        )
    assessed = state.assessments.get(command.item_code)
    if assessed and not assessed.merged:
        raise Refused(
            "transfer-assessed-against",
            "“三不并入”评估结论为不并入，不得划转",
            "the assessment of this item says that it stays where it is",
        )
    return (ResponsibilityTransferred(**dict(command)),)


def correct(state: Institution, command: c.CorrectResponsibility) -> Events:
    """更正责任: of a record that still counts."""
    need_item(state, command.item_code)
    if command.org is not None:
        need_organisation(state, command.org)
    need_period(command.valid_from, command.valid_to)
    need_overseeing(command.function, command.territory)
    records = state.competence.records.get((command.item_code, command.function), ())
    if wrong := next((one for one in records if one.ref == command.corrects), None):
        where = command.territory or wrong.territory
        return (ResponsibilityCorrected(**dict(command.model_copy(update={"territory": where}))),)
    last = records[-1] if records else None
    wanted = (command.corrects, command.valid_from, command.valid_to, command.org)
    if last and (last.corrects, last.valid_from, last.valid_to, last.org) == wanted:
        return ()
    raise Refused(
        "correction-of-nothing",
        "所更正的记录不存在或已被更正，请查询现行记录后再更正",
        "no record in force has this event id: it never was, or has been corrected already;"
        " correct the record that counts now",
    )


def assess(state: Institution, command: c.AssessTransfer) -> Events:
    """三不并入评估: slower, less safe or costlier is not merged."""
    need_item(state, command.item_code)
    if command.merged and (command.slower or command.less_safe or command.costlier):
        raise Refused(
            "assessment-merged-although-worse",
            "并入后更慢、更不安全或成本更高的事项不得并入",
            "an item that gets slower, less safe or costlier is not merged",
        )
    event = TransferAssessed(**dict(command))
    return () if state.assessments.get(command.item_code) == event else (event,)

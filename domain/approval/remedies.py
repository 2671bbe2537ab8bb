"""救济: guards of objection and of appeals that run outside this system (许可§7; 复议; 诉讼)."""

from domain.approval import aftermath_commands as c
from domain.approval import remedy_events as e
from domain.approval.aftermath import AFTER
from domain.approval.case_state import Case
from domain.approval.facts import CaseFacts
from domain.approval.guards import need_phase
from domain.approval.recorded import said
from domain.approval.stages import Stage
from domain.shared.errors import Refused


def object_to(case: Case, command: c.FileObjection, _facts: CaseFacts) -> e.ObjectionFiled:
    """已提出异议: against what has been decided or ended, one at a time."""
    need_phase(case, AFTER)
    if _objections_open(case):
        raise Refused(
            "objection-open", "已有异议尚未答复", "an objection has been filed and is not answered"
        )
    return e.ObjectionFiled(by=command.by, ground=command.ground)


def decide_objection(
    case: Case, command: c.DecideObjection, facts: CaseFacts
) -> e.ObjectionDecided:
    """已答复异议: by another than who decided the case [D]."""
    need_phase(case, AFTER)
    if not _objections_open(case):
        raise Refused("objection-not-open", "无待答复的异议", "no objection awaits an answer")
    if (Stage.DECIDE, facts.actor.person_id) in case.hands:
        raise Refused(
            "objection-own-decision",
            "原决定人不得答复对本人决定的异议",
            "who decided the case does not answer the objection to it",
        )
    return e.ObjectionDecided(upheld=command.upheld, reason=command.reason)


def appeal(case: Case, command: c.FileAppeal, _facts: CaseFacts) -> e.AppealFiled:
    """已申请复议或提起诉讼: one at a time; whether it is in time is for its own organ."""
    need_phase(case, AFTER)
    if _appeals_open(case):
        raise Refused("appeal-open", "已有复议或诉讼尚未办结", "an appeal is pending already")
    return e.AppealFiled(kind=command.kind, by=command.by, reference=command.reference)


def decide_appeal(case: Case, command: c.DecideAppeal, _facts: CaseFacts) -> e.AppealDecided:
    """复议诉讼已决, as its document says."""
    need_phase(case, AFTER)
    if not _appeals_open(case):
        raise Refused("appeal-not-open", "无在办的复议或诉讼", "no appeal is pending")
    return e.AppealDecided(
        outcome=command.outcome, reference=command.reference, reason=command.reason
    )


def _objections_open(case: Case) -> bool:
    return len(said(case, e.ObjectionFiled)) > len(said(case, e.ObjectionDecided))


def _appeals_open(case: Case) -> bool:
    return len(said(case, e.AppealFiled)) > len(said(case, e.AppealDecided))


GUARDS = {
    c.FileObjection: object_to,
    c.DecideObjection: decide_objection,
    c.FileAppeal: appeal,
    c.DecideAppeal: decide_appeal,
}

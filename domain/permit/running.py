"""颁发、变更、延续、到期: what becomes of a permit by its cases and by time (许可§39, §49, §50)."""

from datetime import date

from domain.permit import events as e
from domain.permit import follow_up_commands as f
from domain.permit.guards import ALIVE, IN_FORCE, PermitFacts, need_phase, need_renewal
from domain.permit.permit_state import Permit, PermitPhase
from domain.permit.terms import as_long_again, is_late
from domain.shared.errors import Refused
from domain.timing.days import end_of

_NOT_OF_THE_EVENT = frozenset({"item_code", "item_version"})


def issue(permit: Permit, command: f.IssuePermit, _facts: PermitFacts) -> e.PermitIssued:
    """颁发: once for each case."""
    need_phase(permit, (PermitPhase.NONE,))
    said = {name: value for name, value in command if name not in _NOT_OF_THE_EVENT}
    return e.PermitIssued(**said)


def change(permit: Permit, command: f.ChangePermit, facts: PermitFacts) -> e.PermitChanged:
    """变更: another holder is a transfer, which the law of the item must allow (许可§9)."""
    need_phase(permit, IN_FORCE)
    held, to = permit.holder, command.holder
    if to and held and to.subject_id != held.subject_id and not facts.transferable:
        raise Refused(
            "permit-not-transferable",
            "依法取得的行政许可不得转让",
            "this permit may not be transferred",
        )
    return e.PermitChanged(**dict(command))


def apply_for_renewal(
    permit: Permit, command: f.ApplyForRenewal, _facts: PermitFacts
) -> e.RenewalApplied:
    """延续申请: late if less than thirty calendar days before the last day (许可§50)."""
    need_phase(permit, (PermitPhase.VALID, PermitPhase.SUSPENDED))
    if permit.renewal:
        raise Refused(
            "permit-renewal-pending", "已有延续申请在办", "a renewal has been applied for already"
        )
    late = is_late(command.applied_on, permit.valid_to)
    return e.RenewalApplied(by_case=command.by_case, late=late)


def renew(permit: Permit, command: f.RenewPermit, facts: PermitFacts) -> e.PermitRenewed:
    """准予延续, also where the decision comes after the permit was deemed renewed."""
    need_phase(permit, ALIVE)
    confirms = permit.deemed_by == command.by_case
    if not confirms:
        need_renewal(permit, command.by_case)
    valid_to = command.valid_to or (permit.valid_to if confirms else _next_last_day(permit, facts))
    return e.PermitRenewed(
        valid_to=valid_to, by_case=command.by_case, decision_number=command.decision_number
    )


def refuse_renewal(
    permit: Permit, command: f.RefuseRenewal, _facts: PermitFacts
) -> e.RenewalRefused:
    """不予延续: the permit runs to its last day."""
    need_renewal(permit, command.by_case)
    return e.RenewalRefused(**dict(command))


def end_renewal(permit: Permit, command: f.EndRenewal, _facts: PermitFacts) -> e.RenewalEnded:
    """延续申请终止: nothing is deemed any more."""
    need_renewal(permit, command.by_case)
    return e.RenewalEnded(**dict(command))


def run_out(
    permit: Permit, _command: f.RunOutPermit, facts: PermitFacts
) -> e.PermitDeemedRenewed | e.PermitExpired:
    """到期: by the clock alone. Applied for in time and undecided: renewed by law; else expired.

    A renewal that was decided before, whose effect is still on its way, is waited for.
    """
    need_phase(permit, ALIVE)
    last = permit.valid_to
    if last is None or facts.at < end_of(last, facts.calendar.zone):
        raise Refused("permit-not-due", "证照未到期", "the permit has not run out")
    if permit.renewal and not facts.renewal_open:
        raise Refused(
            "permit-renewal-decided", "延续申请已办结，待登记", "the renewal has been decided"
        )
    if permit.renewal and not permit.renewal_late:
        return e.PermitDeemedRenewed(valid_to=_next_last_day(permit, facts))
    return e.PermitExpired()


def _next_last_day(permit: Permit, facts: PermitFacts) -> date | None:
    if permit.valid_to is None or permit.term_from is None:
        return None
    return as_long_again(permit.term_from, permit.valid_to, facts.item)

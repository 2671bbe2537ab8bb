"""失效终止: a permit that has lapsed before anybody looked need not be supervised any more.

Source: domain.md §3.4. What its end itself asks for is another task, and stays open.
"""

from collections.abc import Iterator
from uuid import UUID

from app.policies.policy import Cause, Desk, Intention, Policy, Reaction
from domain.approval.events import HandedToSupervision, PermitGranted
from domain.commitment.events import CommitmentTookEffect
from domain.permit import events as e
from domain.permit.permit import Permit
from domain.permit.permit_steps import ENDINGS
from domain.registry.institution import Institution
from domain.registry.standards import Function
from domain.shared.act import Act
from domain.shared.event import DomainEvent
from domain.shared.ids import commitment_id, event_id, task_id
from domain.supervision import task as tasks
from domain.supervision.commands import MootTask
from domain.supervision.task import UNANSWERED

_LIVELY: frozenset[type[DomainEvent]] = frozenset(
    {
        PermitGranted, HandedToSupervision, CommitmentTookEffect, e.PermitChanged, e.PermitRenewed,
        e.PermitDeemedRenewed, e.PermitSuspended, e.SuspensionLifted,
    }
)  # fmt: skip
"""What is pushed because a permit is there, as against because it has ended."""
_SAID = {
    event.TYPE: f"证照已{word}"
    for event, word in (
        (e.PermitAnnulled, "撤销"), (e.PermitWithdrawn, "撤回"), (e.PermitRevokedByPenalty, "吊销"),
        (e.PermitExpired, "到期"), (e.PermitCancelled, "注销"),
    )
}  # fmt: skip


def react(cause: Cause, desk: Desk) -> Reaction:
    """Every task of the permit without a result; one that has it goes on to its feedback."""
    permit = desk.permit(cause.stream)
    item_code = permit.item_code or cause.item_code
    if item_code is None:
        return ()
    command = MootTask(reason=_SAID[cause.type])
    orgs = _regulators(desk.institution, item_code)
    return [
        Intention(command, target, part=str(target))
        for case_id, act in _causes(permit, desk)
        for org in orgs
        if _is_open(desk, target := _task(case_id, org, act))
    ]


def _is_open(desk: Desk, target: UUID) -> bool:
    return tasks.fold(desk.store.load(target)).phase in UNANSWERED


def _task(case_id: UUID, org: str, act: Act) -> UUID:
    cause = event_id(act.originator_id, act.originator_version)
    return task_id(case_id, org, str(cause))


def _causes(permit: Permit, desk: Desk) -> Iterator[tuple[UUID, Act]]:
    """(case that a task names, act that it was pushed for)."""
    home = permit.case_id
    if home:
        yield from _lively(home, desk, home)
        yield from _lively(home, desk, commitment_id(home))
        yield from ((home, act) for act in permit.acts if type(act.event) in _LIVELY)
    others = {case for act in permit.acts if (case := _asked_by(act)) and case != home}
    for other in sorted(others):
        yield from _lively(other, desk, other)


def _asked_by(act: Act) -> UUID | None:
    match act.event:
        case e.PermitChanged(by_case=UUID() as case) | e.RenewalApplied(by_case=case):
            return case
        case e.PermitRenewed(by_case=UUID() as case):
            return case
    return None


def _lively(case_id: UUID, desk: Desk, stream: UUID) -> Iterator[tuple[UUID, Act]]:
    acts = desk.store.load(stream)
    return ((case_id, act) for act in acts if type(act.event) in _LIVELY)


def _regulators(institution: Institution, item_code: str) -> tuple[str, ...]:
    """Whoever has ever answered for supervising or enforcing the item, by a record that was found
    wrong since too: a task keeps the id of the organisation that it was first pushed to."""
    known = institution.competence.records
    found = (
        org
        for function in (Function.SUPERVISE, Function.ENFORCE)
        for record in known.get((item_code, function), ())
        for org in (*record.instead_of, record.org)
    )
    return tuple(dict.fromkeys(org for org in found if org))


MOOT_TASKS = Policy(
    "moot-tasks", frozenset(event.TYPE for event in (*ENDINGS, e.PermitCancelled)), react
)

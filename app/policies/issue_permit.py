"""颁发证照: a certificate made for a grant becomes a permit, which lives on after its case.

Source: 许可§39; domain.md §3.2. The permit number is the certificate's.
"""

from datetime import date

from app.policies.policy import Cause, Desk, Intention, Policy, Reaction
from domain.approval.case import Case, Outcome
from domain.approval.events import CasePurpose, CertificateMade, PermitGranted
from domain.permit.follow_up_commands import IssuePermit
from domain.permit.terms import term_of
from domain.registry.events import ItemVersionPublished
from domain.shared.act import Act
from domain.shared.ids import permit_id


def react(cause: Cause, desk: Desk) -> Reaction:
    """Nothing for a case that another system works: it reports its permits itself; nor for one
    about a permit that exists already."""
    case = desk.case(cause.stream)
    grant = next((act for act in reversed(case.acts) if isinstance(act.event, PermitGranted)), None)
    if not case.native or case.purpose is not CasePurpose.NEW or case.item_code is None:
        return ()
    if grant is None or case.outcome is not Outcome.GRANTED or case.decided_on is None:
        return ()
    item = desk.institution.item(case.item_code, case.item_version)
    command = _issue(cause, case, grant, item, case.decided_on)
    target = permit_id(cause.stream)
    return (Intention(command, target, effective_date=cause.effective_on(desk.institution)),)


def _issue(
    cause: Cause, case: Case, grant: Act, item: ItemVersionPublished | None, decided_on: date
) -> IssuePermit:
    decision = grant.event
    assert isinstance(decision, PermitGranted)
    number = cause.data.get("certificateNumber") or case.case_number or str(cause.stream)
    valid_from = decision.valid_from or decided_on
    standard = item.standard if item else None
    return IssuePermit(
        permit_number=number,
        case_id=cause.stream,
        case_number=case.case_number,
        item_code=case.item_code or "",
        item_version=case.item_version,
        holder=case.applicant,
        valid_from=valid_from,
        valid_to=decision.valid_to or term_of(valid_from, item),
        conditions=decision.conditions,
        decision_number=decision.decision_number,
        certificate_type=standard.certificate_type if standard else None,
    )


ISSUE_PERMIT = Policy("issue-permit", frozenset({CertificateMade.TYPE}), react)

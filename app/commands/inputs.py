"""Bodies that differ from their command: personal data go to the vault before a command exists."""

from uuid import UUID

from app.commands.ports import Vault
from domain.approval.commands import SubmitApplication
from domain.approval.events import CasePurpose
from domain.shared.event import Code, Text, Value
from domain.shared.subject import SubjectKind


class Applicant(Value):
    """相对人 as the caller states it. `identifier`: USCC or resident number."""

    kind: SubjectKind
    identifier: Code
    fields: dict[Code, Text] = {}


class SubmitApplicationBody(Value):
    """The body of `submit-application`."""

    item_code: Code
    applicant: Applicant | None = None
    purpose: CasePurpose = CasePurpose.NEW
    permit_id: UUID | None = None


def to_command(body: SubmitApplicationBody, vault: Vault, region: str) -> SubmitApplication:
    """The command, with a reference in place of the applicant's data."""
    applicant = body.applicant
    reference = (
        vault.refer(region, applicant.kind, applicant.identifier, applicant.fields)
        if applicant
        else None
    )
    return SubmitApplication(
        item_code=body.item_code,
        applicant=reference,
        purpose=body.purpose,
        permit_id=body.permit_id,
    )

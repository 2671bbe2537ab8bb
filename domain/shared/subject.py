"""Whom an act is about, without saying who it is."""

from enum import StrEnum
from uuid import UUID

from domain.shared.event import Code, Digest, Text, Value


class SubjectKind(StrEnum):
    """相对人类别."""

    PERSON = "PERSON"
    ORGANISATION = "ORGANISATION"


class SubjectRef(Value):
    """相对人: a stable pseudonymous id plus keyed commitments to what the vault holds.

    `commitments` maps a field name to HMAC-SHA-256(r, label‖field‖value), hexadecimal; without the
    subject's key it reveals nothing (ledger.md, Personal data).
    """

    subject_id: UUID
    kind: SubjectKind
    commitments: dict[str, Digest] = {}


class Material(Value):
    """申请材料: its name in the item's list and the digest of the document."""

    name: Text
    digest: Digest | None = None
    number: Code | None = None

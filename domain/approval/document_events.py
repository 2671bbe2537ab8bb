"""Events of a document (文书): issued for one event of a case, sealed, served.

Source: domain.md §1.2 (standard documents). Stream: derived from case, kind and number.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from domain.shared.event import Code, Digest, DomainEvent


class DocumentKind(StrEnum):
    """文书种类.

    Source: S2「受理通知书、补齐补正通知书」「通用审批单」「送达回证」; S1「备案公示卡」.
    """

    APPLICATION = "APPLICATION"
    MATERIALS_RECEIPT = "MATERIALS_RECEIPT"
    ACCEPTANCE_NOTICE = "ACCEPTANCE_NOTICE"
    NON_ACCEPTANCE_DECISION = "NON_ACCEPTANCE_DECISION"
    SUPPLEMENT_NOTICE = "SUPPLEMENT_NOTICE"
    SPECIAL_PROCEDURE_NOTICE = "SPECIAL_PROCEDURE_NOTICE"
    EXTENSION_NOTICE = "EXTENSION_NOTICE"
    COMMITMENT_LETTER = "COMMITMENT_LETTER"
    GRANT_DECISION = "GRANT_DECISION"
    REFUSAL_DECISION = "REFUSAL_DECISION"
    PROOF_OF_SERVICE = "PROOF_OF_SERVICE"
    SURVEY_SHEET = "SURVEY_SHEET"
    MEETING_MINUTES = "MEETING_MINUTES"
    APPROVAL_SHEET = "APPROVAL_SHEET"
    FILING_CARD = "FILING_CARD"
    HEARING_NOTICE = "HEARING_NOTICE"
    CERTIFICATE = "CERTIFICATE"
    PERMIT_DECISION = "PERMIT_DECISION"


class DocumentIssued(DomainEvent):
    """出具文书: content by digest, bound to the event that it documents. Source: 许可§32, §38, §42.

    `documents_event`: id of that event.
    """

    TYPE: ClassVar[str] = "document.issued"
    case_id: UUID
    kind: DocumentKind
    number: Code
    digest: Digest
    documents_event: UUID | None = None


class DocumentSealed(DomainEvent):
    """文书用印: with an active seal of the organisation that decides.

    Source: 许可§32; S3「一枚印章」.
    """

    TYPE: ClassVar[str] = "document.sealed"
    case_id: UUID
    kind: DocumentKind
    number: Code
    seal: Code
    org: Code


class DocumentServed(DomainEvent):
    """文书送达: how and when; `receipt` is the signed proof of service (送达回证).

    Source: 许可§44.
    """

    TYPE: ClassVar[str] = "document.served"
    case_id: UUID
    kind: DocumentKind
    number: Code
    method: Code
    served_on: date
    receipt: Digest | None = None


EVENTS: tuple[type[DomainEvent], ...] = (DocumentIssued, DocumentSealed, DocumentServed)

"""Shapes of what supervision found, and of the dossier of a pushed outcome (B3, R3)."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from app.api.contract.documents import Document
from app.api.contract.permits import OnePermit
from app.api.contract.shapes import Count, Hash, Position, Shape
from app.api.contract.surveys import OneSurvey

Gist = Literal[
    "NON_COMPLIANT", "FAILED_CHECKS", "CORRECTION_ORDERED", "NOT_CORRECTED", "TRANSFERRED",
    "PENALTY_FILED", "PENALTY_DECIDED", "BREACH_FOUND", "BREACHED",
]  # fmt: skip


class OpenFinding(Shape):
    """What is open on a task, an inspection or a commitment. `knownAt`: recorded here."""

    kind: Literal["TASK", "INSPECTION", "COMMITMENT"]
    stream: UUID
    gist: Gist
    org: str | None
    found_at: datetime
    known_at: datetime
    position: Count


class ReadFinding(OpenFinding):
    """`consulted`: since it was recorded, in this case."""

    consulted: bool


class CaseFeedback(Shape):
    """`blocked`: no grant before the `unconsulted` ones were consulted."""

    case_id: UUID
    items: list[ReadFinding]
    unconsulted: Count
    blocked: bool
    position: Position


class Handed(Shape):
    """A material as it was handed in; its content by digest."""

    name: str
    digest: Hash | None
    number: str | None


class Application(Shape):
    """`applicant` is a stable pseudonymous id: who that is, the vault alone says."""

    case_number: str | None
    item_code: str | None
    item_version: int | None
    purpose: str
    territory: str | None
    applicant: UUID | None
    applicant_kind: str | None
    received_on: date | None
    accepted_on: date | None
    materials: list[Handed]


class Condition(Shape):
    """One condition as the review found it."""

    condition: str
    met: bool
    note: str | None


class Review(Shape):
    """审查结论."""

    at: datetime
    proposal: str | None
    conditions: list[Condition]


class Opinion(Shape):
    """What another department or a regulator's reviewer said; `agreed` null: nothing, in time."""

    at: datetime
    kind: Literal["SUBSTANTIVE", "REVIEWER"]
    org: str
    agreed: bool | None
    opinion: str | None


class Decision(Shape):
    """准予或不予."""

    at: datetime
    outcome: Literal["GRANTED", "REFUSED", "FILED"]
    number: str | None
    valid_from: date | None
    valid_to: date | None
    conditions: list[str]


class Promise(Shape):
    """承诺: its text by digest."""

    commitment_id: UUID
    state: str
    text_digest: Hash | None
    promise: str | None
    verify_days: int | None
    verifier: str | None


class Dossier(Shape):
    """Everything a regulator needs of what was pushed, without personal data in the clear."""

    task_id: UUID
    case_id: UUID
    application: Application
    review: Review | None
    opinions: list[Opinion]
    surveys: list[OneSurvey]
    decision: Decision | None
    commitment: Promise | None
    permit: OnePermit | None
    documents: list[Document]
    findings: list[OpenFinding]
    position: Position

"""What supervision has found on a subject and not settled, for who may see it (B3, R3)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from adapters.ledger.store import ActStore
from domain.approval import case as cases
from domain.supervision.feedback import Noted, OpenFinding, open_finding
from domain.supervision.feedback_acts import about
from projections.supervised import noted_on


def open_on(
    connection: psycopg.Connection[Any],
    store: ActStore,
    region: str,
    subject: UUID,
    now: datetime,
) -> list[OpenFinding] | None:
    """The open findings on a subject, the oldest first; None while the view is too far behind.
    Blocking."""
    noted = noted_on(connection, region, subject)
    if noted is None:
        return None
    found = (open_finding(acts, now) for acts in noted.values() if _concerns(acts, subject, store))
    return sorted((one for one in found if one), key=lambda one: (one.at, one.position))


def _concerns(acts: Sequence[Noted], subject: UUID, store: ActStore) -> bool:
    stated, case_id = about(acts)
    if stated is None and case_id is not None:
        applicant = cases.fold(store.load(case_id)).applicant
        stated = applicant.subject_id if applicant else None
    return stated == subject

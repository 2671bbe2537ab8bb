"""Which acts belong to the circles that rules judge as a whole, and what is kept of each.

A circle is named by region, kind and whom it is of: `329901 subject <id>`, `… liaison <org>`,
`… opinion <org>`. An act that names one puts its whole stream into it; one that names only its case
goes along with the case.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import orjson

from domain.approval.events import ApplicationSubmitted
from domain.monitoring.facts import UNORDERED
from domain.monitoring.ignored_feedback import CONSULTED, DECIDING
from domain.monitoring.lapsed_opinions import INVITED, LAPSED, OBSERVING
from domain.monitoring.liaison_vacancies import POSTS, REGISTERED
from domain.registry.events import PostAssigned
from domain.shared.act import Role
from domain.supervision.feedback import Noted
from domain.supervision.feedback_acts import NAMING, SAYING, about
from domain.supervision.inspection_events import InspectionRecorded
from projections.reader import Recorded, known_uuid
from projections.supervised import subject_circle

_SUBMITTED, _ASSIGNED = ApplicationSubmitted.TYPE, PostAssigned.TYPE
_KEPT: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        SAYING, ("finding", "corrected", "kinds", "fineCents", "amountCents", "ground")
    ),
    **dict.fromkeys(DECIDING, ()),
    **dict.fromkeys(OBSERVING, ("addressee", "org", "caseId")),
    CONSULTED: ("tasks", "inspections", "commitments"),
    LAPSED: ("org",),
    REGISTERED: (),
}
ACTS = frozenset({*_KEPT, *POSTS})
"""The types of act that are kept and judged."""
HANDLES = ACTS | NAMING | {_SUBMITTED}


class Membership(NamedTuple):
    """A stream belongs to a circle; or, where `circle` is empty, to those of the stream `via`."""

    stream: UUID
    circle: str
    via: UUID | None
    region: str


def memberships(event: Recorded) -> Iterator[Membership]:
    """The circles that an act puts its stream into."""
    kind, data, region = event.type, event.data, event.region
    if kind == _SUBMITTED:
        applicant = data.get("applicant")
        if applicant:
            circle = subject_circle(region, known_uuid(applicant["subjectId"]))
            yield Membership(event.stream, circle, None, region)
    elif kind in NAMING:
        subject, case = about([noted(event)])
        if subject:
            yield Membership(event.stream, subject_circle(region, subject), None, region)
        elif case:
            yield Membership(event.stream, "", case, region)
    elif kind in (LAPSED, INVITED):
        org = data["org"] if kind == LAPSED else data["addressee"]
        yield Membership(event.stream, f"{region} opinion {org}", None, region)
    elif kind == REGISTERED:
        yield Membership(event.stream, f"{region} liaison {data['uscc']}", None, region)
    elif kind == _ASSIGNED and data["role"] == Role.LIAISON and data.get("org"):
        yield Membership(event.stream, f"{region} liaison {data['org']}", None, region)


def noted(event: Recorded) -> Noted:
    """An act as the rules see it."""
    order = event.meta.get("sourceOrder")
    return Noted(
        event.stream,
        event.type,
        event.occurred_at,
        event.recorded_at,
        event.position,
        event.data,
        event.meta["actor"].get("org"),
        UNORDERED if order is None else order,
        event.version,
    )


def stored(event: Recorded) -> tuple[Noted, str]:
    """What is kept of an act: as the rules see it, and as text for the row."""
    data = event.data
    if event.type not in POSTS:
        data = {name: data[name] for name in _KEPT[event.type] if name in data}
        if item := event.meta.get("itemCode"):
            data["itemCode"] = item
    if event.type == InspectionRecorded.TYPE:
        data["items"] = [{"outcome": one["outcome"]} for one in event.data.get("items", ())]
    one = noted(event)
    kept = Noted(
        one.stream, one.type, one.at, one.known, one.position, data, one.org, one.order, one.version
    )
    text = [one.at, one.known, data, one.org, one.order, one.version]
    return kept, orjson.dumps(text).decode()


def read(position: int, stream: UUID, kind: str, text: str) -> Noted:
    """An act from its row."""
    at, known, data, org, order, version = orjson.loads(text)
    instant = datetime.fromisoformat
    return Noted(stream, kind, instant(at), instant(known), position, data, org, order, version)


def kind_of(circle: str) -> tuple[str, str, str]:
    """(region, kind, whom it is of)."""
    region, kind, whom = circle.split(" ", 2)
    return region, kind, whom

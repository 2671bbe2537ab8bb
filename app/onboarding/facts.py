"""A jurisdiction file as the institution's events, each with the stream it belongs to."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from app.calendar_file import load_calendar, load_china_calendar
from app.onboarding.county import CalendarFile, County, Post
from app.onboarding.published import published
from domain.registry.events import (
    CalendarPublished,
    DayRange,
    JurisdictionEstablished,
    OrganisationRegistered,
    PostAssigned,
    ResponsibilityAssigned,
)
from domain.shared.event import DomainEvent
from domain.shared.ids import calendar_id, item_id, organisation_id, post_id, responsibility_id
from domain.timing.published import calendar_facts


class Fact(NamedTuple):
    """An event for `stream`. `item_code` and `effective` go into its envelope."""

    stream: UUID
    event: DomainEvent
    item_code: str | None = None
    effective: date | None = None


def facts(county: County, origin: str, jurisdiction: UUID) -> Iterator[Fact]:
    """Genesis first, then calendar, organisations, posts, items, responsibilities, the rest."""
    yield Fact(
        jurisdiction,
        JurisdictionEstablished(
            region=county.region, name=county.name, origin=origin, simulated=county.simulated
        ),
    )
    yield Fact(calendar_id(jurisdiction), calendar(county.calendar))
    uscc = {one.key: one.uscc for one in county.organisation}
    for one in county.organisation:
        event = OrganisationRegistered(uscc=one.uscc, name=one.name)
        yield Fact(organisation_id(jurisdiction, one.uscc), event)
    for post in county.post:
        event = _post(post, uscc, county.valid_from)
        yield Fact(post_id(jurisdiction, post.post), event, effective=event.valid_from)
    for item in county.item:
        event = item.published()
        stream = item_id(jurisdiction, item.code)
        yield Fact(stream, event, item.code, event.valid_from)
    yield from _responsibilities(county, uscc, jurisdiction)
    for stream, event, first in published(county, uscc, county.valid_from, jurisdiction):
        yield Fact(stream, event, effective=first)


def calendar(source: CalendarFile) -> CalendarPublished:
    """The calendar as one event: the working state of every day that differs from the week."""
    if source.weekends:
        assert source.known_from
        assert source.known_to
        return CalendarPublished(
            calendar=source.weekends,
            version=f"{source.weekends}-{source.known_from}-{source.known_to}",
            known_from=source.known_from,
            known_to=source.known_to,
            holidays=(),
            make_up_days=(),
            zone=source.zone,
        )
    assert source.file
    held = load_china_calendar() if source.file == "china" else load_calendar(Path(source.file))
    facts = calendar_facts(held)
    return CalendarPublished(
        calendar=held.region,
        version=held.version,
        known_from=held.known_from,
        known_to=held.known_to,
        holidays=tuple(
            DayRange(name=one.name, first=one.first, last=one.last, source=one.source or None)
            for one in facts.holidays
        ),
        make_up_days=facts.make_up_days,
        sources=facts.sources,
        zone=str(held.zone),
    )


def _post(post: Post, uscc: dict[str, str], valid_from: date) -> PostAssigned:
    return PostAssigned(
        post=post.post,
        person_id=post.person or f"person-{post.post}",
        role=post.role,
        org=uscc[post.org] if post.org else None,
        items=post.items,
        valid_from=post.valid_from or valid_from,
        valid_to=post.valid_to,
        public_nkey=post.public_nkey,
        sources=post.sources,
        tier=post.tier,
        licence=post.licence,
        substitute_for=post.substitute_for,
    )


def _responsibilities(county: County, uscc: dict[str, str], jurisdiction: UUID) -> Iterator[Fact]:
    for one in county.responsibility:
        for item in one.items:
            for function in one.functions:
                event = ResponsibilityAssigned(
                    item_code=item,
                    function=function,
                    org=uscc[one.org],
                    valid_from=one.valid_from or county.valid_from,
                    valid_to=one.valid_to,
                    legal_basis=one.legal_basis,
                    territory=one.territory,
                )
                stream = responsibility_id(jurisdiction, item, function)
                yield Fact(stream, event, item, event.valid_from)

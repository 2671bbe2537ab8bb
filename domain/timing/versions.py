"""Calendar versions: built from notices, amended by further ones, named by their content."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from domain.timing.calendar import WorkCalendar
from domain.timing.days import SHANGHAI
from domain.timing.notices import CalendarDataError, Notice, notice_data, parse_notice


def calendar_of(region: str, notices: Iterable[Notice], zone: dt.tzinfo = SHANGHAI) -> WorkCalendar:
    """A calendar from notices in the order given: for a day named twice the later one wins.

    The version is "<region>-<latest publication>-<content digest>", so equal facts have equal
    versions. No period covered, or a gap between covered periods: CalendarDataError.
    """
    ordered = tuple(notices)
    covered = sorted(notice.covers for notice in ordered if notice.covers)
    if not covered:
        raise CalendarDataError(f"calendar {region}: no notice says which period it covers")
    known_to = covered[0].last
    for span in covered[1:]:
        if span.first > known_to + dt.timedelta(days=1):
            raise CalendarDataError(f"calendar {region}: nothing covers {known_to}..{span.first}")
        known_to = max(known_to, span.last)
    return WorkCalendar(
        version=_version(region, ordered),
        region=region,
        known_from=covered[0].first,
        known_to=known_to,
        notices=ordered,
        zone=zone,
    )


def amend(calendar: WorkCalendar, notice: Notice, region: str | None = None) -> WorkCalendar:
    """The next version of `calendar`: `notice` overlaid on it.

    `region` names a narrower region for local (ethnic) holidays (全国年节及纪念日放假办法 §4).
    Everything open that was computed with the old version is to be computed again.
    """
    return calendar_of(region or calendar.region, (*calendar.notices, notice), calendar.zone)


def weekend_calendar(
    region: str, zone: dt.tzinfo, known_from: dt.date, known_to: dt.date
) -> WorkCalendar:
    """A calendar of plain weekends, for foreign data whose holidays are not held."""
    version = f"{region}-weekends-{known_from.isoformat()}-{known_to.isoformat()}"
    return WorkCalendar(version, region, known_from, known_to, zone=zone)


def parse_calendar(
    data: Mapping[str, Any],
    zone: dt.tzinfo = SHANGHAI,
    known_on: dt.date | None = None,
) -> WorkCalendar:
    """A calendar from plain data {region, notice: [...]} (see `parse_notice`).

    `known_on` leaves out notices published later: the calendar as it stood on that day.
    `data["zone"]` names the zone; resolving the name is the caller's, the domain reads no files.
    """
    notices = [parse_notice(one) for one in data.get("notice", ())]
    notices.sort(key=lambda one: one.published)
    return calendar_of(
        str(data.get("region", "")),
        (one for one in notices if known_on is None or one.published <= known_on),
        zone,
    )


def _version(region: str, notices: tuple[Notice, ...]) -> str:
    content = json.dumps([notice_data(n) for n in notices], ensure_ascii=False, sort_keys=True)
    digest = sha256(content.encode()).hexdigest()[:8]
    latest = max(notice.published for notice in notices)
    return f"{region}-{latest:%Y%m%d}-{digest}"

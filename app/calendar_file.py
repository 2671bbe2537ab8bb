"""Reading calendars from files: the one place where the law's clocks meet the disk."""

import datetime as dt
import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.timing.calendar import WorkCalendar
from domain.timing.days import SHANGHAI
from domain.timing.notices import CalendarDataError
from domain.timing.versions import parse_calendar, weekend_calendar

CHINA_FILE = Path(__file__).with_name("data") / "china_2016_2026.toml"


def load_calendar(path: Path, known_on: dt.date | None = None) -> WorkCalendar:
    """A calendar from a TOML file (layout: `domain.timing.notices.parse_notice`).

    `known_on` gives it as it was published up to that day. Raises CalendarDataError for content,
    OSError for the file.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise CalendarDataError(f"{path.name}: {wrong}") from wrong
    return parse_calendar(data, zone_named(data.get("zone", "Asia/Shanghai")), known_on)


def load_china_calendar(known_on: dt.date | None = None) -> WorkCalendar:
    """The State Council's arrangements of 2016 to 2026, from our own data file."""
    return load_calendar(CHINA_FILE, known_on)


def weekends_only(region: str, zone: str, first: dt.date, last: dt.date) -> WorkCalendar:
    """A calendar for foreign data, of plain weekends; `zone` is an IANA name."""
    return weekend_calendar(region, zone_named(zone), first, last)


def zone_named(name: str) -> dt.tzinfo:
    """The time zone of an IANA name; CalendarDataError if there is none."""
    if name == "Asia/Shanghai":
        return SHANGHAI
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as wrong:
        raise CalendarDataError(f"no time zone {name!r}") from wrong

"""The China calendar, loaded once, and the place of the real input."""

import os
from pathlib import Path

import pytest

from app.calendar_file import load_china_calendar
from domain.timing.calendar import WorkCalendar


@pytest.fixture(scope="session")
def china() -> WorkCalendar:
    return load_china_calendar()


@pytest.fixture(scope="session")
def holiday_data() -> Path:
    """The folder of independent holiday files; absent: skip, or fail under REQUIRE_DATA=1."""
    root = Path(__file__).parents[3]
    folder = root / os.environ.get("SHENGUAN_DATA", "../shared/data") / "calendars" / "holiday-cn"
    if not folder.is_dir():
        if os.environ.get("REQUIRE_DATA") == "1":
            pytest.fail(f"REQUIRE_DATA=1, but {folder} is absent")
        pytest.skip(f"no holiday files under {folder}; set SHENGUAN_DATA")
    return folder

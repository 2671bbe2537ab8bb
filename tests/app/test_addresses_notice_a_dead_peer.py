"""Connections notice a vanished peer in seconds, unless the operator's address says otherwise."""

from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from app.settings import Settings
from app.watchful import watchful, with_watchful_addresses


def test_both_ends_get_time_limits(database: str):
    with psycopg.connect(watchful(database)) as connection:
        shown = connection.execute("SHOW tcp_user_timeout").fetchone()
    assert shown == ("10000",)
    assert conninfo_to_dict(watchful(database))["tcp_user_timeout"] == "10000"


def test_what_the_address_says_itself_is_kept():
    found = conninfo_to_dict(watchful("postgresql://db/x?connect_timeout=60&options=-c%20a.b%3D1"))
    assert (found["connect_timeout"], found["options"]) == ("60", "-c a.b=1")


def test_settings_without_addresses_stay_without(tmp_path: Path):
    settings = with_watchful_addresses(Settings(var=tmp_path, database_url="postgresql://db/x"))
    assert settings.sealer_url is None
    assert "tcp_user_timeout" in (settings.database_url or "")

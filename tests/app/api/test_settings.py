"""Settings come from the environment alone; a value that does not fit is named."""

from pathlib import Path

import pytest

from app.settings import Settings, SettingsError


def test_without_any_variable_nothing_is_open_to_others():
    settings = Settings.from_environment({})
    assert settings.http_host == "127.0.0.1"
    assert settings.demo is False
    assert settings.database_url is None
    assert settings.keys == Path("var/keys")


def test_variables_are_read_by_their_names():
    given = {"SHENGUAN_DEMO": "1", "SHENGUAN_HTTP_PORT": "9000", "SHENGUAN_VAR": "/srv/x"}
    settings = Settings.from_environment(given)
    assert (settings.demo, settings.http_port, settings.var) == (True, 9000, Path("/srv/x"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHENGUAN_HTTP_PORT", "http"),
        ("SHENGUAN_HTTP_PORT", "70000"),
        ("SHENGUAN_DEMO", "perhaps"),
        ("SHENGUAN_TOKEN_LIFETIME", "0"),
    ],
)
def test_a_value_that_does_not_fit_is_named(name: str, value: str):
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})


def test_an_issuer_needs_its_keys():
    with pytest.raises(SettingsError, match="OIDC_JWKS"):
        Settings.from_environment({"SHENGUAN_OIDC_ISSUER": "https://issuer"})


def test_an_empty_variable_is_as_none():
    assert Settings.from_environment({"SHENGUAN_DATABASE_URL": ""}).database_url is None

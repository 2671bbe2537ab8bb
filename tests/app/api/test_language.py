"""zh-CN unless English is preferred."""

import pytest

from app.api.language import chosen


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("zh-CN", "zh"),
        ("zh-Hant-TW", "zh"),
        ("en", "en"),
        ("EN-us,zh;q=0.5", "en"),
        ("en;q=0.4,zh;q=0.8", "zh"),
        ("fr,de;q=0.9", "zh"),
        ("fr,en;q=0.1", "en"),
        ("*", "zh"),
        ("en;q=0", "zh"),
        ("en;q=x", "zh"),
        ("en;q=nan", "zh"),
        (",;q=,;;=", "zh"),
        ("en" * 10_000, "zh"),
    ],
)
def test_the_language_is_chosen_by_quality(header: str | None, language: str):
    assert chosen(header) == language

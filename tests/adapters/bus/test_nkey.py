"""The key encoding of NATS, checked against a published pair and against damage."""

import pytest

from adapters.bus.nkey import NkeyError, UserKey, check_public_key

ZERO = UserKey(bytes(32))

# the example pair of docs.nats.io, "NKeys"
PUBLISHED_SEED = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY"
PUBLISHED_KEY = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4"


def test_a_published_seed_has_its_published_public_key() -> None:
    key = UserKey.parse(PUBLISHED_SEED)
    assert key.public_key == PUBLISHED_KEY
    assert key.seed == PUBLISHED_SEED


def test_a_seed_survives_writing_and_reading() -> None:
    key = UserKey.create()
    assert UserKey.parse(key.seed) == key
    assert key.seed.startswith("SU")
    assert len(key.seed) == 58


def test_a_public_key_is_recognised_by_its_letter_and_length() -> None:
    assert ZERO.public_key.startswith("U")
    assert len(ZERO.public_key) == 56
    assert check_public_key(ZERO.public_key) == ZERO.public_key


def test_a_key_never_shows_its_secret() -> None:
    key = UserKey.create()
    assert key.seed not in f"{key} {key!r}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SU",
        "su",
        ZERO.public_key,
        ZERO.seed[:-1],
        ZERO.seed[:-1] + "7",
        "SU" + "1" * 56,
        "密钥",
    ],
)
def test_a_damaged_seed_is_refused(text: str) -> None:
    with pytest.raises(NkeyError):
        UserKey.parse(text)


@pytest.mark.parametrize("text", ["", "U", ZERO.seed, ZERO.public_key.lower(), 'U" } ]'])
def test_what_is_no_public_key_never_reaches_a_configuration(text: str) -> None:
    with pytest.raises(NkeyError):
        check_public_key(text)

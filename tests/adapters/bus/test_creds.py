"""Credentials files: what belongs together is read, anything else is refused in words."""

import pytest

from adapters.bus.claims import user_claim
from adapters.bus.creds import Creds, parties, written
from adapters.bus.jwt import MAX_SIZE, JwtError, claim_of
from adapters.bus.nkey import AccountKey, NkeyError, OperatorKey, UserKey
from adapters.bus.wall import RELAY_MAY

ACCOUNT, KEY, OTHER = AccountKey.create(), UserKey.create(), UserKey.create()
CLAIM = user_claim(ACCOUNT, KEY.public_key, RELAY_MAY, at=1_700_000_000, name="relay")


def test_a_file_is_read_as_it_was_written() -> None:
    found = Creds.parse(written(CLAIM, KEY))
    assert (found.claim, found.key) == (CLAIM, KEY)
    assert parties(CLAIM) == (KEY.public_key, ACCOUNT.public_key)
    assert KEY.seed not in f"{found!r}"


def test_a_bare_seed_and_a_bare_claim_are_files_too() -> None:
    assert Creds.parse(KEY.seed + "\n").key == KEY
    assert Creds.parse(CLAIM + "\n").claim == CLAIM


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", written(CLAIM, OTHER), written(CLAIM[:-4] + "AAAA", KEY), "SU" + "A" * 56],
    ids=["empty", "nonsense", "another's seed", "a broken signature", "no seed"],
)
def test_what_does_not_belong_together_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parties(Creds.parse(text).claim or "")


@pytest.mark.parametrize("text", ["a.b.c", "...", "x" * (MAX_SIZE + 1), "e30.e30.", "é.é.é"])
def test_no_text_is_taken_for_a_claim_or_ends_in_another_error(text: str) -> None:
    with pytest.raises(JwtError):
        claim_of(text, "A")


def test_a_key_of_one_kind_is_not_read_as_another() -> None:
    operator = OperatorKey.create()
    assert operator.public_key.startswith("O")
    assert operator.seed.startswith("SO")
    assert AccountKey.parse(ACCOUNT.seed) == ACCOUNT
    for kind in (UserKey, AccountKey):
        with pytest.raises(NkeyError):
            kind.parse(operator.seed)

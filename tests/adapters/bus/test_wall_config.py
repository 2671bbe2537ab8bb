"""The configuration text: same input, same text; bad input never becomes text."""

import pytest

from adapters.bus.accounts import CoreKeys, OrganisationAccess, wall_config
from adapters.bus.nkey import UserKey
from tests.adapters.bus.world import KEYS, ORG_A, ORG_B

CORE = CoreKeys(*(KEYS[name].public_key for name in ("relay", "admin", "monitor")))
A = OrganisationAccess.of(ORG_A, [KEYS[ORG_A].public_key])
B = OrganisationAccess.of(ORG_B, [KEYS[ORG_B].public_key])


def test_the_order_of_organisations_does_not_change_the_text() -> None:
    assert wall_config(CORE, [A, B]) == wall_config(CORE, [B, A])


def test_an_organisation_imports_its_own_three_services_and_nothing_else() -> None:
    text = wall_config(CORE, [A])
    assert text.count("account: CORE") == 3
    assert text.count("service: {") == 3
    assert "$JS.API.CONSUMER.CREATE" not in text.split(f'"{ORG_A}"', 1)[1]


def test_no_secret_is_written() -> None:
    text = wall_config(CORE, [A, B])
    assert not any(key.seed in text for key in KEYS.values())


@pytest.mark.parametrize(
    "organisations",
    [
        [A, A],
        [OrganisationAccess.of(ORG_A, [KEYS["relay"].public_key])],
        [OrganisationAccess(ORG_A, (), (UserKey.create().seed,))],
        [OrganisationAccess('X" }', (), ())],
        [OrganisationAccess("CORE", (), ())],
        [OrganisationAccess(ORG_A, (), (), reader="a.b")],
        [OrganisationAccess(ORG_A, (), (), reader="*")],
    ],
    ids=["twice", "a core key", "a seed", "injection", "core", "dotted reader", "wildcard reader"],
)
def test_unsafe_organisations_are_refused(organisations: list[OrganisationAccess]) -> None:
    with pytest.raises(ValueError):
        wall_config(CORE, organisations)


def test_a_further_reader_has_an_account_of_its_own() -> None:
    key = UserKey.create().public_key
    second = OrganisationAccess(ORG_A, A.filter_subjects, (key,), reader="screen-2")
    assert f'"{ORG_A}_screen-2" {{' in wall_config(CORE, [A, second])

"""印章台账: a seal is used by its organisation, from its activation until it is sealed up."""

from datetime import date

import pytest

from domain.registry.seal_ledger import SealFault, fault_of, is_active
from domain.registry.seals import SealActivated, SealDestroyed, SealKind, SealSealedUp
from tests.domain.registry.test_institution import institution

JUNE = date(2026, 6, 1)
ACTIVATED = SealActivated(
    seal="old-01", org="old", kind=SealKind.APPROVAL, valid_from=date(2026, 1, 1)
)
HISTORY = (
    ACTIVATED,
    SealSealedUp(seal="old-01", sealed_on=JUNE, reason="事项划转"),
    SealDestroyed(seal="old-01", destroyed_on=date(2026, 9, 1), witness="person-7"),
)


@pytest.mark.parametrize(
    ("seal", "org", "on", "fault"),
    [
        ("old-01", "old", date(2025, 12, 31), SealFault.NOT_YET_ACTIVE),
        ("old-01", "old", date(2026, 1, 1), None),
        ("old-01", "old", date(2026, 5, 31), None),
        ("old-01", "old", JUNE, SealFault.SEALED_UP),
        ("old-01", "old", date(2026, 9, 1), SealFault.DESTROYED),
        ("old-01", "new", date(2026, 3, 1), SealFault.FOREIGN),
        ("no-such", "old", date(2026, 3, 1), SealFault.UNKNOWN),
    ],
)
def test_a_seal_may_stand_only_while_its_own_organisation_may_use_it(seal, org, on, fault):
    seals = institution(*HISTORY).seals
    assert fault_of(seals, seal, org, on) is fault
    assert is_active(seals, seal, org, on) is (fault is None)


def test_what_was_sealed_up_was_in_use_before():
    assert institution(ACTIVATED).seals["old-01"].active_on(date(2027, 1, 1))

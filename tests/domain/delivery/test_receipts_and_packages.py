"""What a receipt is held against, and when a package is made."""

import pytest

from domain.delivery import packages, receipts
from domain.delivery.commands import MakePackage, SignReceipt
from domain.delivery.events import PackageMade, ReceiptSigned
from domain.delivery.packages import Package, PackageFacts
from domain.delivery.receipts import ReceiptFacts, Receipts
from domain.shared.errors import Invalid, Refused

HASH, ROOT = "a" * 64, "b" * 64
COMMAND = SignReceipt(
    feed_seq=5, feed_hash=HASH, tree_size=40, root=ROOT, public_key="K", signature="S"
)
FACTS = ReceiptFacts(signed=True, keys=frozenset({"K"}), delivered=9, feed_hash=HASH, root=ROOT)
SIGNED = ReceiptSigned(org="R", post="p", **dict(COMMAND))


def signed(**change: object) -> Receipts:
    return Receipts(last=SIGNED.model_copy(update=change))


def test_a_sound_receipt_is_recorded_once():
    assert receipts.decide(Receipts(), "R", "p", COMMAND, FACTS) == (SIGNED,)
    assert receipts.decide(signed(), "R", "p", COMMAND, FACTS) == ()
    assert receipts.decide(signed(tree_size=30), "R", "p", COMMAND, FACTS) == ()
    assert receipts.decide(signed(post="q"), "R", "p", COMMAND, FACTS) == (SIGNED,)


@pytest.mark.parametrize(
    ("state", "facts", "code"),
    [
        (Receipts(), {"signed": False}, "receipt-bad-signature"),
        (Receipts(), {"keys": frozenset()}, "receipt-unknown-key"),
        (Receipts(), {"feed_hash": None}, "receipt-beyond-feed"),
        (Receipts(), {"feed_hash": "c" * 64}, "receipt-other-feed"),
        (Receipts(), {"root": None}, "receipt-other-checkpoint"),
        (Receipts(), {"root": "c" * 64}, "receipt-other-checkpoint"),
        (signed(feed_seq=6), {}, "receipt-not-newer"),
        (signed(feed_seq=4, tree_size=41), {}, "receipt-not-newer"),
    ],
)
def test_a_wrong_claim_is_refused_with_what_differs(
    state: Receipts, facts: dict[str, object], code: str
):
    held = ReceiptFacts(**{name: getattr(FACTS, name) for name in FACTS.__slots__} | facts)
    with pytest.raises(Refused) as refused:
        receipts.decide(state, "R", "p", COMMAND, held)
    assert refused.value.code == code


def test_a_package_is_made_once_and_only_of_what_is_sealed():
    command = MakePackage(organisation="R", first_seq=2, last_seq=4)
    for facts, code in (
        (PackageFacts(3), "package-beyond-feed"),
        (PackageFacts(9, ROOT, HASH), "package-not-sealed"),
    ):
        with pytest.raises(Refused) as refused:
            packages.make(Package(), command, facts)
        assert refused.value.code == code
    (made,) = packages.make(Package(), command, PackageFacts(9, ROOT, HASH, 40))
    assert isinstance(made, PackageMade)
    assert packages.make(Package(made=made), command, PackageFacts(9)) == ()


def test_a_stretch_has_an_end_behind_its_beginning_and_a_size_that_can_be_made():
    packages.check_stretch(1, packages.MOST_MESSAGES)
    for first, last in ((3, 2), (1, packages.MOST_MESSAGES + 1)):
        with pytest.raises(Invalid):
            packages.check_stretch(first, last)

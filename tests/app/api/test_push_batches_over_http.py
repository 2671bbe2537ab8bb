"""Batches of certificates, as their organisation reads them."""

from datetime import timedelta
from uuid import UUID

from app.commands.caller import Caller
from domain.delivery.batch_commands import PushCertificateBatch
from domain.delivery.batch_events import CertificateLine
from domain.registry.standards import PushPriority
from domain.supervision.events import PushReason
from domain.timing.days import shanghai_date
from tests.app.api.world import APPROVAL, ITEM, MARKET, A, B, World

REGULATOR = "regulator-market"


def test_a_batch_is_read_by_whom_it_was_sent_to_and_pointed_at_by_its_message(world: World) -> None:
    now = world.container.now()
    yesterday = shanghai_date(now) - timedelta(days=1)
    line = CertificateLine(
        permit_id=UUID(int=7), permit_number="证7", item_code=ITEM, reason=PushReason.RENEWED,
        position=1,
    )  # fmt: skip
    command = PushCertificateBatch(
        org=MARKET, priority=PushPriority.LOW, first=yesterday, last=yesterday,
        certificates=(line,), position=1,
    )  # fmt: skip
    by = Caller.system(A, "rhythm")
    world.container.handler.handle_sync(command, caller=by, target=None, occurred_at=now)
    again = world.container.handler.handle_sync(command, caller=by, target=None, occurred_at=now)
    assert again.replayed
    world.project()

    listed = world.call("GET", "/v1/push-batches?priority=LOW", REGULATOR).json()["items"]
    assert [(one["org"], one["lines"]) for one in listed] == [(MARKET, 1)]
    address = f"/v1/push-batches/{listed[0]['batchId']}"
    shown = world.call("GET", address, REGULATOR).json()
    assert shown["certificates"] == [
        {
            "permitId": str(UUID(int=7)), "permitNumber": "证7", "itemCode": ITEM,
            "reason": "RENEWED", "position": 1,
        }
    ]  # fmt: skip
    with world.container.queries.connection() as connection:
        sent = connection.execute(
            "SELECT convert_from(payload, 'UTF8')::jsonb ->> 'dataref' FROM proj.delivery"
            " WHERE type = 'push.batch_sent'"
        ).fetchall()
    assert sent == [(address,)]
    assert world.call("GET", f"/v1/push-batches?org={APPROVAL}", REGULATOR).json()["items"] == []
    for post, region in (("window-01", A), (REGULATOR, B)):
        assert world.call("GET", address, post, region).status_code == 404
        answer = world.call("GET", "/v1/push-batches", post, region)
        assert answer.json()["items"] == []

"""What of an entry's content a recipient of its message is shown beside the proof (docs/adr/0026).

The leaf's header proves that the event is in the log and shows nothing of its content. The content
goes to the organisation itself, and only where every field of it is its own or was addressed to it:
its own acts, and pushes by the system, which hold identifiers, dates and closed lists alone.
"""

import orjson

from domain.delivery.batch_events import CertificateBatchPushed
from domain.shared.act import Role
from domain.supervision.events import SupervisionTaskPushed

_ADDRESSED = {SupervisionTaskPushed.TYPE: "recipient", CertificateBatchPushed.TYPE: "org"}
"""Pushes without free text or persons, and the field that names the addressee."""


def shown_state(kind: str, state: bytes, organisation: str) -> bytes | None:
    """The state bytes, if all of it may be shown to this organisation; else None."""
    stored = orjson.loads(state)
    actor = stored["meta"]["actor"]
    if actor.get("org") == organisation:
        return state
    addressee = _ADDRESSED.get(kind)
    ours = addressee is not None and stored["data"].get(addressee) == organisation
    return state if ours and actor["role"] == Role.SYSTEM else None

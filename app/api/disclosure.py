"""What of an entry's content a recipient of its message is shown beside the proof (docs/adr/0026).

The leaf's header proves that the event is in the log and shows nothing of its content. The content
goes along for pushes by the system alone, and to their addressee alone: they hold identifiers,
dates and closed lists, nearly all of which the message says itself.
"""

import orjson

from domain.delivery.batch_events import CertificateBatchPushed
from domain.shared.act import Role
from domain.supervision.events import SupervisionTaskPushed

_ADDRESSED = {SupervisionTaskPushed.TYPE: "recipient", CertificateBatchPushed.TYPE: "org"}
"""Pushes without free text or persons, and the field that names the addressee."""


def shown_state(kind: str, state: bytes, organisation: str) -> bytes | None:
    """The state bytes, if all of it may be shown to this organisation; else None."""
    addressee = _ADDRESSED.get(kind)
    if addressee is None:
        return None
    stored = orjson.loads(state)
    ours = stored["data"].get(addressee) == organisation
    return state if ours and stored["meta"]["actor"]["role"] == Role.SYSTEM else None

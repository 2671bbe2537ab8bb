"""Acts to stored events and back: short stable names, canonical JSON, upcast then validate.

State (at most 60 KiB): {"data": payload, "meta": envelope, "n": 128-bit nonce, "v": shape version}.
The nonce keeps the leaf hash from revealing a small payload (ledger.md, Leaf). Absent means None;
defaults are written out, so that a default may change without changing what was said before.
"""

import secrets
from base64 import urlsafe_b64encode
from typing import Any, ClassVar

from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent
from pydantic import BaseModel, ValidationError

from adapters.ledger.batch import uuid_of
from adapters.ledger.proof.canonical import MAX_STATE_BYTES, canonical, parse_canonical
from domain.catalogue import by_type
from domain.shared.act import Act, Meta
from domain.upcasts import upcast


class StateTooLarge(ValueError):
    """The payload is larger than 60 KiB: store it as a document and give its digest."""


class ActMapper(Mapper[Any]):
    """The library's mapper for `Act`. Transcoder, compressor and cipher are not used: what is
    stored must be readable by a stranger for as long as it is kept, and is hashed as it is.
    """

    types: ClassVar = by_type()

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        act: Act = domain_event
        state = encode(act.event, act.meta, nonce=secrets.token_bytes(16))
        return StoredEvent(act.originator_id, act.originator_version, act.event.TYPE, state)

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        try:
            stored = parse_canonical(stored_event.state)
            cls = self.types[stored_event.topic]
            data = upcast(stored_event.topic, stored["v"], stored["data"])
            return Act(
                uuid_of(stored_event),
                stored_event.originator_version,
                Meta.model_validate(stored["meta"]),
                cls.model_validate(data),
            )
        except (KeyError, TypeError, ValueError, ValidationError) as error:
            raise MapperDeserialisationError(
                f"{stored_event.topic} at version {stored_event.originator_version} of "
                f"{stored_event.originator_id} cannot be read: {error}"
            ) from error


def encode(event: BaseModel, meta: Meta, *, nonce: bytes) -> bytes:
    """State bytes of an event in its envelope.

    Raises:
        StateTooLarge: more than 60 KiB.
        NotCanonical: floats, integers of 2^53 and more, or lone surrogates.
    """
    state = canonical(
        {
            "data": _plain(event),
            "meta": _plain(meta),
            "n": urlsafe_b64encode(nonce).rstrip(b"=").decode(),
            "v": getattr(event, "VERSION", 1),
        }
    )
    if len(state) > MAX_STATE_BYTES:
        raise StateTooLarge(
            f"an event of {len(state)} bytes: at most {MAX_STATE_BYTES}; store larger content as a "
            "document and give its digest"
        )
    return state


def _plain(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)

"""Proofs for messages: the leaf's header of each event, its way to a signed checkpoint's root, and
the content where the recipient may see it (RFC 6962, C2SP tlog-checkpoint; docs/adr/0026)."""

import base64
from collections.abc import Sequence
from typing import Any

import orjson

from adapters.ledger.proof.checkpoint import Checkpoint
from adapters.ledger.proof.note import split_note
from adapters.ledger.proof.proofs import inclusion_proof
from app.api.disclosure import shown_state
from app.api.problems import Problem
from app.api.receipts import base64_of
from app.bootstrap import Container
from projections.delivery_queries import Outgoing


def proofs_of(
    container: Container, region: str, messages: Sequence[Outgoing], shown_to: str | None
) -> dict[str, Any]:
    """`log`, `checkpoint` and `items` of an answer; `proof` is None for what is not yet under the
    newest checkpoint. Blocking. `shown_to`: the organisation that may see its own content.

    Raises:
        Problem: `not-found` for a region without a log.
    """
    log = container.store.log(region)
    if log is None:
        raise Problem("not-found")
    reader = container.log_reader
    checkpoint = reader.checkpoint(log)
    size = Checkpoint.parse(split_note(checkpoint)[0]).size if checkpoint else 0
    entries = reader.entries_at(log, [one.position for one in messages])
    hashes = reader.hashes(log)
    items: list[dict[str, Any]] = []
    for one in messages:
        entry = entries[one.position]
        header = orjson.loads(entry.leaf)
        index = entry.index
        state = shown_state(header["type"], entry.state, shown_to) if shown_to else None
        items.append(
            {
                "seq": one.feed_seq,
                "hash": one.feed_hash,
                "header": header,
                "leafHash": entry.leaf_hash.hex(),
                "proof": base64_of(inclusion_proof(index, size, hashes)) if index < size else None,
                "state": base64.b64encode(state).decode("ascii") if state else None,
            }
        )
    return {"log": log.origin, "checkpoint": checkpoint, "items": items}

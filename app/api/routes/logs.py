"""The log itself: checkpoints, proofs, entries (C2SP tlog-checkpoint, RFC 6962).

Any post of the region may fetch checkpoints and proofs: they reveal nothing. Whole entries show
what was done by whom, so they are for the region's discipline inspectors.
"""

import base64
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query
from starlette.responses import PlainTextResponse

from adapters.ledger.database import LogInfo
from adapters.ledger.proof.proofs import ProofRange
from adapters.ledger.reading import MAX_ENTRIES
from app.api.access import Callers, Containers, note
from app.api.problems import Problem
from app.api.receipts import base64_of, check_size, inclusion_body
from app.bootstrap import Container
from app.commands.caller import Caller
from domain.shared.act import Role

router = APIRouter(prefix="/v1/logs/{log}", tags=["log"])
Log = Annotated[str, Path(min_length=1, max_length=20, pattern=r"^[0-9A-Za-z.-]+$")]
Number = Annotated[int, Query(ge=0, lt=2**53)]


def open_log(container: Container, caller: Caller, region: str) -> LogInfo:
    """The log of a region that is the caller's own; any other is forbidden, existing or not."""
    if region != caller.region:
        note(container, caller, "read-log", target=region, allowed=False)
        raise Problem("forbidden")
    found = container.store.log(region)
    if found is None:
        raise Problem("not-found")
    return found


@router.get("/checkpoint", response_class=PlainTextResponse)
def checkpoint(log: Log, caller: Callers, container: Containers) -> PlainTextResponse:
    """The newest signed checkpoint, a C2SP note."""
    note = container.log_reader.checkpoint(open_log(container, caller, log))
    if note is None:
        raise Problem("not-found", "尚未签封", "nothing has been sealed yet")
    return PlainTextResponse(note, headers={"cache-control": "no-cache"})


@router.get("/proof/inclusion")
def inclusion(
    log: Log,
    caller: Callers,
    container: Containers,
    index: Number,
    size: Annotated[int | None, Query(ge=1, lt=2**53)] = None,
) -> dict[str, Any]:
    """That the entry at `index` is in the tree of `size` entries (default: all)."""
    info = open_log(container, caller, log)
    try:
        return inclusion_body(container.log_reader, info, index, size)
    except ProofRange as error:
        raise Problem("proof-out-of-range", en=str(error)) from None


@router.get("/proof/consistency")
def consistency(
    log: Log, caller: Callers, container: Containers, old: Number, new: Number
) -> dict[str, Any]:
    """That the tree of `new` entries is the tree of `old` entries plus appends."""
    info = open_log(container, caller, log)
    reader = container.log_reader
    try:
        check_size(new, reader.head(info).size)
        proof = reader.consistency(info, old, new)
    except ProofRange as error:
        raise Problem("proof-out-of-range", en=str(error)) from None
    return {
        "region": log,
        "log": info.origin,
        "old": old,
        "new": new,
        "proof": base64_of(proof),
        "oldRoot": reader.root(info, old).hex(),
        "newRoot": reader.root(info, new).hex(),
    }


@router.get("/entries")
def entries(
    log: Log, caller: Callers, container: Containers, start: Number, end: Number
) -> dict[str, Any]:
    """Whole entries start…end-1, at most 1,000, in the form of the export file: the leaf's header,
    its hash, and the base64 of the state bytes that the header digests."""
    info = open_log(container, caller, log)
    if caller.role is not Role.DISCIPLINE:
        note(container, caller, "read-entries", allowed=False)
        raise Problem("forbidden")
    last = min(end, start + MAX_ENTRIES)
    note(container, caller, "read-entries", target=f"{start}-{last}")
    found = container.log_reader.entries(info, start, end)
    return {
        "region": log,
        "log": info.origin,
        "entries": [
            {
                "header": orjson.loads(entry.leaf),
                "leafHash": entry.leaf_hash.hex(),
                "state": base64.b64encode(entry.state).decode("ascii"),
            }
            for entry in found
        ],
    }

"""Makes an offline package: recorded in the log first, then written under a checkpoint over both
the messages and that record (docs/adr/0026)."""

import base64
import time

import orjson

from adapters.bus.package import content_of
from adapters.ledger.database import LogInfo
from adapters.ledger.proof.checkpoint import Checkpoint
from adapters.ledger.proof.note import split_note
from adapters.ledger.proof.proofs import inclusion_proof
from adapters.ledger.reading import Entry
from app.api.feed_proofs import proofs_of
from app.api.receipts import base64_of
from app.bootstrap import Container
from app.commands.caller import Caller
from app.kit.package import pack
from domain.delivery.commands import MakePackage
from domain.shared.errors import Unavailable
from projections import feed_queries

PATIENCE = 60.0
"""Seconds to wait for the sealer, which signs about once a second."""


def make_package(
    container: Container, region: str, organisation: str, first: int, last: int | None
) -> bytes:
    """The file of messages first … last (None: the newest) of one feed. Blocking.

    Raises:
        DomainError: no such organisation, beyond the feed, or nothing was sealed in time.
    """
    with container.queries.connection() as connection:
        end = feed_queries.feed_at(connection, region, organisation).last
    if last is None:
        last = end
    caller = Caller.system(region, "export")
    command = MakePackage(organisation=organisation, first_seq=first, last_seq=max(last, 1))
    made = container.handler.handle_sync(command, caller=caller)
    log = container.store.log(region)
    assert log
    entry = container.log_reader.entry_of(log, made.stream)
    assert entry
    _wait_until_sealed(container, log, entry.index)
    with container.queries.connection() as connection:
        before = feed_queries.feed_at(connection, region, organisation, (first - 1,))
        messages = feed_queries.stretch(
            connection, region, organisation, first - 1, last - first + 1
        )
    found = proofs_of(container, region, messages, organisation)
    note = found["checkpoint"]
    content = content_of(log.origin, region, organisation, before.hashes[first - 1], messages)
    return pack(content, _seal(container, log, entry, note), found["items"], note)


def _wait_until_sealed(container: Container, log: LogInfo, index: int) -> None:
    until = time.monotonic() + PATIENCE
    while _size(container.log_reader.checkpoint(log)) <= index:
        if time.monotonic() > until:
            raise Unavailable(
                "package-not-sealed",
                "包的记录尚未签封：签封程序是否在运行？再执行一次即可",
                "the package's own entry is not sealed yet: is the sealer running? Do it again",
            )
        time.sleep(0.2)


def _size(note: str | None) -> int:
    return Checkpoint.parse(split_note(note)[0]).size if note else 0


def _seal(container: Container, log: LogInfo, entry: Entry, note: str) -> dict[str, object]:
    """The entry `package.made`, whole, and its way to the root of the note."""
    proof = inclusion_proof(entry.index, _size(note), container.log_reader.hashes(log))
    return {
        "header": orjson.loads(entry.leaf),
        "state": base64.b64encode(entry.state).decode("ascii"),
        "proof": base64_of(proof),
    }

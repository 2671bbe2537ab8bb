"""A log as outsiders read it: its head, proofs, whole entries and the newest signed note.

Only stored hashes are read here; whether they are true is the verifier's question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from adapters.ledger.database import LedgerDatabase, LogInfo
from adapters.ledger.proof.leaf import event_id, instant, leaf_bytes, state_digest, uuid_text
from adapters.ledger.proof.proofs import consistency_proof, root_at
from adapters.ledger.proof.tiles import StoredHashes

MAX_ENTRIES = 1000


@dataclass(frozen=True, slots=True)
class TreeHead:
    """Size and root as stored beside the log."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One whole entry: the leaf's header and the state bytes that it digests."""

    leaf: bytes
    state: bytes
    leaf_hash: bytes
    index: int = 0


class LogReader:
    """Answers for one database's logs. Blocking: call from a thread."""

    def __init__(self, database: LedgerDatabase) -> None:
        self._database = database

    def head(self, log: LogInfo) -> TreeHead:
        """The log as it stands."""
        row = self._one("SELECT size, root FROM ledger.log WHERE id = %s", log.id)
        assert row is not None
        return TreeHead(row[0], bytes(row[1]))

    def checkpoint(self, log: LogInfo) -> str | None:
        """The newest signed note (C2SP checkpoint); None before the first sealing."""
        row = self._one(
            "SELECT note FROM ledger.checkpoint WHERE log = %s"
            " ORDER BY size DESC, signed_at DESC LIMIT 1",
            log.id,
        )
        return row[0] if row else None

    def consistency(self, log: LogInfo, old: int, new: int) -> list[bytes]:
        """The consistency proof between two sizes; raises ProofRange."""
        return consistency_proof(old, new, self.hashes(log))

    def root(self, log: LogInfo, size: int) -> bytes:
        """The root that the log had at `size`."""
        return root_at(size, self.hashes(log))

    def hashes(self, log: LogInfo) -> StoredHashes:
        """Hashes of complete subtrees of a log, for several proofs of one answer."""

        def read(level: int, start: int, end: int) -> Sequence[bytes]:
            leaves = "SELECT leaf_hash FROM ledger.event WHERE log = %s AND index >= %s"
            nodes = "SELECT hash FROM ledger.subtree WHERE log = %s AND idx >= %s"
            query, bounds = f"{leaves} AND index < %s ORDER BY index", [log.id, start, end]
            if level:
                query = f"{nodes} AND idx < %s AND level = %s ORDER BY idx"
                bounds.append(level)
            with self._database.reading() as connection:
                rows = connection.execute(query, bounds, binary=True).fetchall()
            return [bytes(row[0]) for row in rows]

        return StoredHashes(read)

    def entries(self, log: LogInfo, start: int, end: int) -> list[Entry]:
        """Whole entries start…end-1, at most `MAX_ENTRIES`."""
        end = min(end, start + MAX_ENTRIES)
        with self._database.reading() as connection:
            rows = connection.execute(
                """SELECT index, position, stream, version, type, recorded_at, state, leaf_hash
                     FROM ledger.event WHERE log = %s AND index >= %s AND index < %s
                    ORDER BY index""",
                [log.id, start, end],
                binary=True,
            ).fetchall()
        return [_entry(log, row) for row in rows]

    def entries_at(self, log: LogInfo, positions: Sequence[int]) -> dict[int, Entry]:
        """The entries of this log at these positions of the database, by position."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """SELECT index, position, stream, version, type, recorded_at, state, leaf_hash
                     FROM ledger.event WHERE log = %s AND position = ANY(%s)""",
                [log.id, list(positions)],
                binary=True,
            ).fetchall()
        return {row[1]: _entry(log, row) for row in rows}

    def entry_of(self, log: LogInfo, stream: UUID, version: int = 1) -> Entry | None:
        """The entry of one event, by its stream and version."""
        with self._database.reading() as connection:
            row = connection.execute(
                """SELECT index, position, stream, version, type, recorded_at, state, leaf_hash
                     FROM ledger.event WHERE log = %s AND stream = %s AND version = %s""",
                [log.id, stream, version],
                binary=True,
            ).fetchone()
        return _entry(log, row) if row else None

    def signed_root(self, log: LogInfo, size: int) -> bytes | None:
        """The root that the log has at `size`, if a checkpoint was signed there; else None."""
        with self._database.reading() as connection:
            signed = connection.execute(
                "SELECT 1 FROM ledger.checkpoint WHERE log = %s AND size = %s LIMIT 1",
                [log.id, size],
            ).fetchone()
        return self.root(log, size) if signed else None

    def _one(self, query: LiteralString, log: int) -> tuple | None:
        with self._database.reading() as connection:
            return connection.execute(query, [log]).fetchone()


def _entry(log: LogInfo, row: tuple) -> Entry:
    index, position, stream, version, kind, recorded_at, state, leaf_hash = row
    stream = stream.bytes if isinstance(stream, UUID) else bytes(stream)
    leaf = leaf_bytes(
        log=log.origin,
        index=index,
        position=position,
        event=event_id(stream, version),
        stream=uuid_text(stream),
        version=version,
        type=kind,
        recorded_at=instant(recorded_at),
        state=state_digest(bytes(state)),
    )
    return Entry(leaf, bytes(state), bytes(leaf_hash), index)

"""The vault: who a pseudonymous subject is. Personal data never enter the log in the clear.

Per subject a random 256-bit key, wrapped by the master key (AES-256-GCM, NIST SP 800-38D). From it
two keys are derived (HKDF-SHA-256, RFC 5869): one encrypts the values, one commits to them:
HMAC-SHA-256(r, "shenguan/commitment" ‖ 0 ‖ field ‖ 0 ‖ value). A blind index (HMAC of region, kind,
identifier under its own key) finds the subject of an identifier exactly, and nothing else.
"""

import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from adapters.ledger.database import LedgerDatabase
from domain.shared.ids import ROOT
from domain.shared.subject import SubjectKind, SubjectRef

KEY_BYTES = 32
NONCE_BYTES = 12


class VaultKeyMismatch(Exception):
    """The master key is not the one the vault was written with: restore var/keys."""


class Named(NamedTuple):
    """Who is to be referred to: kind, identifier, and the fields to store and commit to."""

    kind: SubjectKind
    identifier: str
    fields: Mapping[str, str]


class Vault:
    """Turns identifiers and names into references, and references back for those who may see.

    Args:
        master_key: 32 bytes; whoever holds it and the database can read everything.
    """

    def __init__(self, database: LedgerDatabase, master_key: bytes) -> None:
        if len(master_key) != KEY_BYTES:
            raise ValueError(f"a master key is {KEY_BYTES} bytes")
        self._database = database
        self._wrapping = AESGCM(_derive(master_key, b"wrap"))
        self._blinding = _derive(master_key, b"blind")

    def refer(
        self, region: str, kind: SubjectKind, identifier: str, fields: Mapping[str, str]
    ) -> SubjectRef:
        """The reference of a subject; a new one is given a key, its values are stored encrypted.

        Args:
            identifier: USCC or ID number; the same one always gives the same subject in a region.
            fields: what to store and commit to, such as {"name": …}.
        """
        return self.refer_all(region, [Named(kind, identifier, fields)])[0]

    def refer_all(self, region: str, named: Sequence["Named"]) -> list[SubjectRef]:
        """The references of many subjects, each as `refer` gives it, in one transaction."""
        blinds = [self.blind(region, one.kind, one.identifier) for one in named]
        with self._database.reading() as connection, connection.transaction():
            subjects = self._subjects(connection, region, [one.kind for one in named], blinds)
            values = [{**one.fields, "identifier": one.identifier} for one in named]
            _store(connection, subjects, values)
        return [
            SubjectRef(
                subject_id=subject,
                kind=one.kind,
                commitments={field: commitment(key, field, value) for field, value in held.items()},
            )
            for one, (subject, key), held in zip(named, subjects, values, strict=True)
        ]

    def blind(self, region: str, kind: SubjectKind, identifier: str) -> bytes:
        """The blind index of an identifier: 32 bytes, useless without the vault's key."""
        text = "\0".join((region, kind.value, identifier.strip().upper()))
        return hmac.digest(self._blinding, text.encode(), "sha256")

    def find(self, region: str, kind: SubjectKind, identifier: str) -> UUID | None:
        """The subject of an identifier, if it was ever referred to."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT subject FROM vault.subject WHERE region = %s AND blind = %s",
                [region, self.blind(region, kind, identifier)],
            ).fetchone()
        return row[0] if row else None

    def reveal(self, subject: UUID) -> dict[str, str]:
        """The stored values of a subject; empty where there is none. The caller logs the read."""
        with self._database.reading() as connection:
            wrapped = connection.execute(
                "SELECT wrapped_key FROM vault.subject WHERE subject = %s", [subject]
            ).fetchone()
            rows = connection.execute(
                "SELECT field, ciphertext FROM vault.value WHERE subject = %s", [subject]
            ).fetchall()
        if not wrapped:
            return {}
        cipher = AESGCM(_derive(self._unwrap(subject, bytes(wrapped[0])), b"encrypt"))
        return {
            field: _open(cipher, bytes(sealed), _bound(subject, field)).decode()
            for field, sealed in rows
        }

    def reveal_all(self, subjects: Collection[UUID]) -> dict[UUID, dict[str, str]]:
        """The stored values of many subjects, each as `reveal` gives them."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT s.subject, s.wrapped_key, v.field, v.ciphertext"
                "  FROM vault.subject s JOIN vault.value v USING (subject)"
                " WHERE s.subject = ANY(%s) ORDER BY s.subject",
                [list(subjects)],
            ).fetchall()
        found: dict[UUID, dict[str, str]] = {}
        cipher = None
        for subject, wrapped, field, sealed in rows:
            if subject not in found or cipher is None:
                found[subject] = {}
                cipher = AESGCM(_derive(self._unwrap(subject, bytes(wrapped)), b"encrypt"))
            plain = _open(cipher, bytes(sealed), _bound(subject, field))
            found[subject][field] = plain.decode()
        return found

    def key_of(self, subject: UUID) -> bytes | None:
        """The subject's key, to check commitments with; None for an unknown subject."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT wrapped_key FROM vault.subject WHERE subject = %s", [subject]
            ).fetchone()
        return self._unwrap(subject, bytes(row[0])) if row else None

    def _subjects(
        self,
        connection: psycopg.Connection[Any],
        region: str,
        kinds: Sequence[SubjectKind],
        blinds: Sequence[bytes],
    ) -> list[tuple[UUID, bytes]]:
        """Each one's id and key; who is new is given a key."""
        ids = [uuid5(ROOT, f"subject:{blind.hex()}") for blind in blinds]
        wrapped = [_seal(self._wrapping, secrets.token_bytes(KEY_BYTES), one.bytes) for one in ids]
        # By id, so that two who introduce the same subjects wait for each other in one order.
        connection.execute(
            "INSERT INTO vault.subject (subject, region, kind, blind, wrapped_key)"
            " SELECT u.subject, %s, u.kind, u.blind, u.wrapped"
            "   FROM unnest(%s::uuid[], %s::text[], %s::bytea[], %s::bytea[])"
            "        AS u(subject, kind, blind, wrapped) ORDER BY u.subject"
            " ON CONFLICT DO NOTHING",
            [region, ids, [kind.value for kind in kinds], list(blinds), wrapped],
        )
        rows = connection.execute(
            "SELECT subject, wrapped_key FROM vault.subject WHERE subject = ANY(%s)", [ids]
        ).fetchall()
        keys = {subject: self._unwrap(subject, bytes(key)) for subject, key in rows}
        return [(one, keys[one]) for one in ids]

    def _unwrap(self, subject: UUID, wrapped: bytes) -> bytes:
        try:
            return _open(self._wrapping, wrapped, subject.bytes)
        except InvalidTag as error:
            raise VaultKeyMismatch(
                "the vault's master key does not fit this database: restore var/keys/vault.key"
            ) from error


def _store(
    connection: psycopg.Connection[Any],
    subjects: Sequence[tuple[UUID, bytes]],
    values: Sequence[Mapping[str, str]],
) -> None:
    """Encrypt each subject's values under its key; a later value takes the earlier one's place."""
    rows: dict[tuple[UUID, str], bytes] = {}
    for (subject, key), held in zip(subjects, values, strict=True):
        cipher = AESGCM(_derive(key, b"encrypt"))
        for field, value in held.items():
            rows[subject, field] = _seal(cipher, value.encode(), _bound(subject, field))
    connection.execute(
        "INSERT INTO vault.value (subject, field, ciphertext)"
        " SELECT * FROM unnest(%s::uuid[], %s::text[], %s::bytea[]) ORDER BY 1, 2"
        " ON CONFLICT (subject, field) DO UPDATE SET ciphertext = excluded.ciphertext,"
        " recorded_at = clock_timestamp()",
        [[one for one, _ in rows], [field for _, field in rows], list(rows.values())],
    )


def commitment(key: bytes, field: str, value: str) -> str:
    """HMAC-SHA-256 over label, field and value, hexadecimal; opens only with the subject's key."""
    text = b"\0".join((b"shenguan/commitment", field.encode(), value.encode()))
    return hmac.new(_derive(key, b"commit"), text, sha256).hexdigest()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"shenguan/vault/" + purpose).derive(key)


def _bound(subject: UUID, field: str) -> bytes:
    """Associated data: a ciphertext moved to another subject or field does not open."""
    return subject.bytes + field.encode()


def _seal(cipher: AESGCM, plain: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, bound)


def _open(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)

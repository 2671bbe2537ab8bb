"""Commands of the feed: receipts of what was received, and packages for whom no line reaches."""

from typing import ClassVar

from pydantic import Field

from domain.shared.command import Command
from domain.shared.event import Code, Digest, Text


class SignReceipt(Command):
    """签署回执: the caller's organisation holds its feed up to `feedSeq`, whose hash is `feedHash`.

    `treeSize`, `root`: the signed checkpoint by which it was verified. `publicKey`: the Ed25519 key
    of the caller's post, base64. `signature`: base64, over the canonical JSON (RFC 8785) of
    feedHash, feedSeq, org, post, publicKey, root and treeSize.
    """

    NAME: ClassVar[str] = "sign-receipt"
    feed_seq: int = Field(ge=1, lt=2**53)
    feed_hash: Digest
    tree_size: int = Field(ge=1, lt=2**53)
    root: Digest
    public_key: Text
    signature: Text


class MakePackage(Command):
    """制作离线包: messages `firstSeq` to `lastSeq` of an organisation's feed, as a file's content.

    The same stretch is the same content for ever, so a second time changes nothing.
    """

    NAME: ClassVar[str] = "make-package"
    organisation: Code
    first_seq: int = Field(ge=1, lt=2**53)
    last_seq: int = Field(ge=1, lt=2**53)


class ReceivePackage(Command):
    """签收离线包: its receipt, signed by a post of the organisation, has come back as a file.

    `package`: SHA-256 of the content. `signature`: over the canonical JSON of lastSeq, org, package
    and publicKey.
    """

    NAME: ClassVar[str] = "receive-package"
    organisation: Code
    first_seq: int = Field(ge=1, lt=2**53)
    last_seq: int = Field(ge=1, lt=2**53)
    package: Digest
    public_key: Text
    signature: Text


COMMANDS: tuple[type[Command], ...] = (SignReceipt, MakePackage, ReceivePackage)

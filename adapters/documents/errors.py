"""What can go wrong with the content of a document, named. None of it is the reader's fault."""


class DocumentError(Exception):
    """The base of them."""


class DocumentMissing(DocumentError):
    """There is no content with this digest."""


class DocumentDamaged(DocumentError):
    """What is stored is not what was stored: it does not open, or has another digest."""


class OtherMasterKey(DocumentError):
    """The content was sealed under another master key: put back var/keys/documents.key."""


class NoRoom(DocumentError):
    """The disk is full, or nearly."""

"""The regulator's kit: receive one's own feed, prove every message, sign for it. No database.

It needs nats-py, httpx, cryptography, orjson and structlog alone; docs/kit.md has an example and
says what is kept on disk.
"""

from app.kit.errors import FeedDiffers, Forked, KitError, Refused, SignInRefused, Unreachable
from app.kit.message import Message
from app.kit.profile import Profile
from app.kit.proving import Contradicted, Proof
from app.kit.regulator import Regulator, read_key

__all__ = [
    "Contradicted",
    "FeedDiffers",
    "Forked",
    "KitError",
    "Message",
    "Profile",
    "Proof",
    "Refused",
    "Regulator",
    "SignInRefused",
    "Unreachable",
    "read_key",
]

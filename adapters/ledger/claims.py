"""Looking many claims up at once, so that an import that runs again need not offer every act."""

from collections.abc import Sequence

from adapters.ledger.batch import Claim
from adapters.ledger.database import LedgerDatabase


def known_digests(database: LedgerDatabase, claims: Sequence[Claim]) -> dict[str, bytes]:
    """Digest by text of those claims that are taken. A hint: only an append decides.

    Raises:
        LedgerUnavailable: the database is away.
    """
    texts = {claim.key: claim.text for claim in claims}
    with database.reading() as connection:
        rows = connection.execute(
            "SELECT key, digest FROM ledger.claim WHERE key = ANY(%s)",
            [list(texts)],
            binary=True,
        ).fetchall()
    return {texts[bytes(key)]: bytes(digest) for key, digest in rows}

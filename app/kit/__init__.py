"""The regulator's kit: receive one's own feed, prove every message, sign for it. No database.

`from app.kit import Regulator`. It needs nats-py, httpx, cryptography, orjson and structlog alone;
docs/kit.md has an example and what is kept on disk.
"""

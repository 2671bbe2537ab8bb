"""A gateway over HTTP: `POST {"id", "to", "text"}` as JSON, with a bearer token.

2xx: taken; `{"id": …}` in the answer is kept. 4xx but 408 and 429: not this message, not later
either. `id` is the same over all attempts, so that a gateway may recognise a repetition.
"""

import httpx
import orjson

from adapters.sms.port import NotTaken, Text

_TIMEOUT = 10.0
_LATER = (408, 429)
_MOST_ID = 120


class HttpGateway:
    """Satisfies `Gateway`. `url` is the operator's own, so it may lie in a private network."""

    name = "http"

    def __init__(self, url: str, token: str | None) -> None:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        self._url = url
        self._client = httpx.Client(timeout=_TIMEOUT, headers=headers, trust_env=False)

    def send(self, text: Text) -> str | None:
        """Blocks for 10 s at most."""
        if text.number is None:
            raise NotTaken("no telephone number for this post", final=True)
        body = {"id": str(text.sms), "to": text.number, "text": text.body}
        try:
            answer = self._client.post(self._url, json=body)
        except httpx.HTTPError:
            raise NotTaken("gateway not reached") from None
        status = answer.status_code
        if not answer.is_success:
            final = answer.is_client_error and status not in _LATER
            raise NotTaken(f"gateway answered {status}", final=final)
        return _id_in(answer.content)


def _id_in(answer: bytes) -> str | None:
    try:
        said = orjson.loads(answer)["id"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    fits = isinstance(said, str) and said.isprintable() and 0 < len(said) <= _MOST_ID
    return said if fits else None

"""A gateway over HTTP: `POST {"id", "to", "text"}` as JSON, with a bearer token.

2xx: taken; `{"id": …}` in the answer is kept. 4xx but 408 and 429: not this message, not later
either. `id` is the same over all attempts, so that a gateway may recognise a repetition.
"""

import time

import httpx
import orjson

from adapters.sms.port import NotTaken, Text

_TIMEOUT = 10.0
_LATER = (408, 429)
_MOST_ID = 120
_MOST_ANSWER = 4096


class HttpGateway:
    """Satisfies `Gateway`. `url` is the operator's own, so it may lie in a private network."""

    name = "http"

    def __init__(self, url: str, token: str | None) -> None:
        headers = {"accept-encoding": "identity"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        self._url = url
        self._client = httpx.Client(timeout=_TIMEOUT, headers=headers, trust_env=False)

    def send(self, text: Text) -> str | None:
        """Whether it is taken its status says: of an answer without an end no more is read than
        holds an id, and none for longer than the time for one silence."""
        if text.number is None:
            raise NotTaken("no telephone number for this post", final=True)
        body = {"id": str(text.sms), "to": text.number, "text": text.body}
        try:
            with self._client.stream("POST", self._url, json=body) as answer:
                status = answer.status_code
                if not answer.is_success:
                    final = answer.is_client_error and status not in _LATER
                    raise NotTaken(f"gateway answered {status}", final=final)
                return _id_in(_beginning(answer))
        except httpx.HTTPError:
            raise NotTaken("gateway not reached") from None


def _beginning(answer: httpx.Response) -> bytes:
    until, read = time.monotonic() + _TIMEOUT, b""
    for piece in answer.iter_raw():
        read += piece
        if len(read) > _MOST_ANSWER or time.monotonic() > until:
            break
    return read


def _id_in(answer: bytes) -> str | None:
    try:
        said = orjson.loads(answer)["id"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    fits = isinstance(said, str) and said.isprintable() and 0 < len(said) <= _MOST_ID
    return said if fits else None
